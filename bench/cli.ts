/** How long a person waits for the command itself: its help, and a run that has nothing left to do. */
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { clicksCsv } from "../examples/clicks/generate.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = join(root, "bin/airworthy.js");

export const cliBenchmark: Benchmark = {
  name: "cli",
  async run({ quick }): Promise<Measurement[]> {
    const rounds = quick ? 2 : 9;
    // What is installed is built: types are not stripped at every start.
    await promisify(execFile)("tsc", ["-p", "tsconfig.build.json"], { cwd: root });
    const project = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      await mkdir(join(project, "data"));
      await writeFile(join(project, "data/clicks.csv"), clicksCsv());
      await copyFile(join(root, "examples/clicks/airworthy.config.ts"), join(project, "airworthy.config.ts"));
      const help = await medianWallMs(["--help"], project, rounds);
      await runNode([command, "run"], project);
      const reused = await medianWallMs(["run"], project, rounds);
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

async function medianWallMs(args: readonly string[], cwd: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await runNode([command, ...args], cwd)).wallMs);
  return median(times);
}
