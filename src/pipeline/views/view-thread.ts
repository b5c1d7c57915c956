/** Begins the thread of {@link ./make-views.ts}. Code that was compiled once is kept for the next start, which Node does for no thread by itself. */
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("./make-views.ts");
