/** Stages 1–3 over ten million events against the same SQL written by hand; each contender alone in its process. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { makeEvents } from "./contenders/make-events.ts";

interface Reading {
  readonly ms: number;
  readonly maxRssBytes: number;
}

const contenders = { airworthy: "stages-airworthy.ts", byHand: "stages-by-hand.ts" } as const;

export const stagesBenchmark: Benchmark = {
  name: "stages",
  async run({ quick }): Promise<Measurement[]> {
    const count = quick ? 100_000 : 10_000_000;
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      const events = join(directory, "events.parquet");
      await makeEvents({ file: events, count });
      const readings: Record<keyof typeof contenders, Reading[]> = { airworthy: [], byHand: [] };
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        for (const name of ["byHand", "airworthy"] as const) {
          readings[name].push(await measure(contenders[name], events, join(directory, "out")));
        }
      }
      return summarise(count, readings.airworthy, readings.byHand);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function measure(contender: string, events: string, directory: string): Promise<Reading> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  const script = join(import.meta.dirname, "contenders", contender);
  const { stdout } = await runNode([script, events, directory], import.meta.dirname);
  return JSON.parse(stdout) as Reading;
}

function summarise(count: number, airworthy: readonly Reading[], byHand: readonly Reading[]): Measurement[] {
  const seconds = (readings: readonly Reading[]) => median(readings.map(({ ms }) => ms)) / 1_000;
  const peak = Math.max(...airworthy.map(({ maxRssBytes }) => maxRssBytes)) / 2 ** 30;
  const against = `the SQL by hand, ${seconds(byHand).toFixed(2)} s`;
  const events = `${count.toLocaleString("en")} events`;
  return [
    { measure: `stages 1–3, ${events}`, value: seconds(airworthy), unit: "s" },
    {
      measure: "stages 1–3, times the SQL by hand",
      value: seconds(airworthy) / seconds(byHand),
      unit: "x",
      against,
      target: 1.15,
      better: "lower",
    },
    { measure: "stages 1–3, peak memory", value: peak, unit: "GiB", target: 4, better: "lower" },
  ];
}
