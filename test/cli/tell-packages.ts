/** Preloaded by a test: tells on stderr, when the process ends, every package that it loaded. */
import { registerHooks } from "node:module";
import { isMainThread } from "node:worker_threads";

const packages = new Set<string>();

registerHooks({
  load(url, context, next) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});
if (isMainThread)
  process.on("exit", () => process.stderr.write(`\nloaded: ${[...packages].sort().join(" ")}\n`));
