/** `npm run draw`: runs the demo from nothing and draws what it prints into docs/images/demo.svg. */
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repositoryRoot } from "./check.ts";
import { terminalSvg } from "./terminal-svg.ts";

for (const made of [".airworthy", "data"]) {
  await rm(join(repositoryRoot, "examples/clicks", made), { recursive: true, force: true });
}
const { NO_COLOR: _, ...environment } = process.env;
const { stdout } = await promisify(execFile)(process.execPath, ["examples/clicks/demo.ts"], {
  cwd: repositoryRoot,
  env: { ...environment, FORCE_COLOR: "1", COLUMNS: "80" },
});
await mkdir(join(repositoryRoot, "docs/images"), { recursive: true });
const svg = terminalSvg(`$ npm run demo\n${stdout.trimEnd()}`, { columns: 82, title: "npm run demo" });
await writeFile(join(repositoryRoot, "docs/images/demo.svg"), svg);
