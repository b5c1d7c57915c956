/** `npm run ok`: every check of the repository, one line each with its time; all failures at the end; exit 1 then. */
import { spawn } from "node:child_process";
import { checkApiTypes } from "./api-types.ts";
import { type Check, repositoryRoot } from "./check.ts";
import { checkDocs } from "./check-docs.ts";
import { checkImports } from "./check-imports.ts";
import { checkSizes } from "./check-sizes.ts";

/** The check that a command exits 0; its problem is what it printed. */
function command(program: string, args: readonly string[]): Check {
  return (root) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
      const printed: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => printed.push(chunk));
      child.on("error", reject);
      child.on("close", (code) =>
        resolve(code === 0 ? [] : [Buffer.concat(printed).toString("utf8").trimEnd()]),
      );
    });
}

const checks: Readonly<Record<string, Check>> = {
  "format and lint": command("biome", ["check", "--error-on-warnings", "."]),
  types: command("tsc", ["-p", "."]),
  "dashboard's types": command("tsc", ["-p", "dashboard"]),
  "types of the API": checkApiTypes,
  imports: checkImports,
  sizes: checkSizes,
  docs: checkDocs,
  tests: command("vitest", ["run"]),
};

const failures: string[] = [];
for (const [name, check] of Object.entries(checks)) {
  const started = performance.now();
  const problems = await check(repositoryRoot);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${problems.length === 0 ? "ok  " : "FAIL"}  ${name.padEnd(18)} ${seconds.padStart(6)} s`);
  failures.push(...problems.map((problem) => `${name}: ${problem}`));
}
if (failures.length > 0) {
  console.error(`\n${failures.join("\n")}`);
  process.exitCode = 1;
}
