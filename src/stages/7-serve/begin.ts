/** What a server begins before it loads the rest of the stage. */
export { prepareThread } from "./inference/spare-thread.ts";
