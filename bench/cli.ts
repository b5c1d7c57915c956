/** How long a person waits for the command itself: its help, and a run that has nothing left to do. */
import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { clicksCsv } from "../examples/clicks/generate.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export const cliBenchmark: Benchmark = {
  name: "cli",
  async run({ quick }): Promise<Measurement[]> {
    const rounds = quick ? 2 : 9;
    const project = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      const command = await install(join(project, "installed"));
      await mkdir(join(project, "data"));
      await writeFile(join(project, "data/clicks.csv"), clicksCsv());
      await copyFile(join(root, "examples/clicks/airworthy.config.ts"), join(project, "airworthy.config.ts"));
      const help = await medianWallMs([command, "--help"], project, rounds);
      await runNode([command, "run"], project);
      const reused = await medianWallMs([command, "run"], project, rounds);
      const document = await runNode([command, "run", "--json"], project);
      const { stages } = JSON.parse(document.stdout) as { stages: readonly { reused: boolean }[] };
      if (!stages.every((stage) => stage.reused))
        throw new Error("The run that is timed did not reuse every stage.");
      return [
        { measure: "airworthy --help", value: help, unit: "ms", target: 150, better: "lower" },
        {
          measure: "airworthy run, every stage reused",
          value: reused,
          unit: "ms",
          target: 1_000,
          better: "lower",
        },
      ];
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  },
};

/** Lays the package out as npm would, built, its dependencies linked; returns the path of the command. */
async function install(directory: string): Promise<string> {
  await promisify(execFile)("tsc", ["-p", "tsconfig.build.json", "--outDir", join(directory, "dist")], {
    cwd: root,
  });
  for (const name of ["bin", "templates", "package.json"]) {
    await cp(join(root, name), join(directory, name), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(directory, "node_modules"));
  return join(directory, "bin/airworthy.js");
}

async function medianWallMs(args: readonly string[], cwd: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await runNode(args, cwd)).wallMs);
  return median(times);
}
