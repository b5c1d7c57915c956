#!/usr/bin/env node
// Plain JavaScript, so that an old Node can read it and say what it lacks.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`airworthy needs Node 22.18 or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}
const { existsSync } = await import("node:fs");
const { enableCompileCache } = await import("node:module");
enableCompileCache();
// In the repository the source runs, whatever was built last; what is installed holds no source.
const source = new URL("../src/cli/main.ts", import.meta.url);
const built = new URL("../dist/cli/main.js", import.meta.url);
const { main } = await import((existsSync(source) ? source : built).href);
process.exitCode = await main(process.argv.slice(2));
