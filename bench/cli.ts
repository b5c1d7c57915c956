/** How long a person waits for the command itself: its help, and a run that has nothing left to do. */
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { installedProject } from "./installed-project.ts";

export const cliBenchmark: Benchmark = {
  name: "cli",
  async run({ quick }): Promise<Measurement[]> {
    const rounds = quick ? 2 : 9;
    await using project = await installedProject();
    const { command, directory } = project;
    const help = await medianWallMs([command, "--help"], directory, rounds);
    await runNode([command, "run"], directory);
    const reused = await medianWallMs([command, "run"], directory, rounds);
    const document = await runNode([command, "run", "--json"], directory);
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
  },
};

async function medianWallMs(args: readonly string[], cwd: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push((await runNode(args, cwd)).wallMs);
  return median(times);
}
