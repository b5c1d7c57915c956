/** Preloaded by a test: tells on stderr, when the process ends, every package that it loaded, and how many files beside. */
import { registerHooks } from "node:module";
import { isMainThread } from "node:worker_threads";

const packages = new Set<string>();
const own = new Set<string>();

registerHooks({
  load(url, context, next) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
    if (name !== undefined) packages.add(name);
    else if (url.startsWith("file:")) own.add(url);
    return next(url, context);
  },
});
if (isMainThread)
  process.on("exit", () =>
    process.stderr.write(`\nloaded: ${[...packages].sort().join(" ")}\nown files: ${own.size}\n`),
  );
