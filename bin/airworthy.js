#!/usr/bin/env node
// Plain JavaScript, so that an old Node can read it and say what it lacks.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`airworthy needs Node 22.18 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
const { existsSync } = await import("node:fs");
const { enableCompileCache, registerHooks } = await import("node:module");
enableCompileCache();
// In the repository the source runs, whatever was built last; what is installed holds no source.
const isSource = existsSync(new URL("../src/cli/main.ts", import.meta.url));
const own = new URL(isSource ? "../src/" : "../dist/", import.meta.url).href;
if (isSource) {
  // Our own imports name files that are there: to look each one up on the disk took a tenth of a server's start. What is
  // built has few, and the hooks cost more than they save.
  registerHooks({
    resolve: (specifier, context, next) =>
      /^\.\.?\//.test(specifier) && context.parentURL?.startsWith(own)
        ? {
            url: new URL(specifier, context.parentURL).href,
            format: "module-typescript",
            shortCircuit: true,
          }
        : next(specifier, context),
  });
}
const { main } = await import(new URL(isSource ? "cli/main.ts" : "cli/main.js", own).href);
process.exitCode = await main(process.argv.slice(2));
