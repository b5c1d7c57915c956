/** Stages 1–3 over ten million events against the same SQL written by hand; each contender alone in its process. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine, quoteText } from "../src/io/engine.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";
import { runNode } from "./child.ts";
import { makeEvents } from "./contenders/make-events.ts";
import type { Reading } from "./contenders/reading.ts";

/** What the look for events that come twice took of it. */
interface HandReading extends Reading {
  readonly duplicates: Pick<Reading, "ms" | "cpuMs">;
}

interface Readings {
  readonly byHand: HandReading[];
  readonly airworthy: Reading[];
}

const contenders = { byHand: "stages-by-hand.ts", airworthy: "stages-airworthy.ts" } as const;
type Name = keyof typeof contenders;
const names = ["byHand", "airworthy"] as const satisfies readonly Name[];

export const stagesBenchmark: Benchmark = {
  name: "stages",
  async run({ quick }): Promise<Measurement[]> {
    const count = quick ? 100_000 : 10_000_000;
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-"));
    try {
      const events = join(directory, "events.parquet");
      await makeEvents({ file: events, count });
      const readings: Readings = { byHand: [], airworthy: [] };
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        readings.byHand.push(await measure<HandReading>("byHand", events, directory));
        readings.airworthy.push(await measure("airworthy", events, directory));
      }
      await expectSameFeatures(directory);
      return summarise(count, readings);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};

async function measure<R extends Reading>(name: Name, events: string, directory: string): Promise<R> {
  const out = join(directory, name);
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  const script = join(import.meta.dirname, "contenders", contenders[name]);
  const { stdout } = await runNode([script, events, out], import.meta.dirname);
  return JSON.parse(stdout) as R;
}

/** Two that do not tell the same of every event are not to be compared. */
async function expectSameFeatures(directory: string): Promise<void> {
  using engine = await openEngine();
  const sums = names.map((name) => {
    const rows = `SELECT file_row_number AS place, * FROM read_parquet(${quoteText(join(directory, name, "features.parquet"))}, file_row_number = true)`;
    return `SELECT count(*) AS n, bit_xor(hash(t)) AS sum FROM (${rows}) AS t`;
  });
  const different = await engine.all(`SELECT DISTINCT * FROM (${sums.join(" UNION ALL ")})`);
  if (different.length !== 1)
    throw new Error("The features of stages 1–3 and of the SQL by hand are not the same.");
}

function summarise(count: number, { airworthy, byHand }: Readings): Measurement[] {
  const seconds = (readings: readonly Pick<Reading, "ms" | "cpuMs">[], part: "ms" | "cpuMs") =>
    median(readings.map((reading) => reading[part])) / 1_000;
  const trusting = byHand.map(({ ms, cpuMs, duplicates }) => ({
    ms: ms - duplicates.ms,
    cpuMs: cpuMs - duplicates.cpuMs,
  }));
  const peak = (readings: readonly Reading[]) =>
    Math.max(...readings.map(({ maxRssBytes }) => maxRssBytes)) / 2 ** 30;
  const ratio = (measure: string, part: "ms" | "cpuMs") => ({
    measure: `stages 1–3, times the same SQL by hand, ${measure}`,
    value: seconds(airworthy, part) / seconds(byHand, part),
    unit: "x",
    against: `the SQL by hand, ${seconds(byHand, part).toFixed(2)} s`,
    target: 1.15,
    better: "lower" as const,
  });
  return [
    {
      measure: `stages 1–3, ${count.toLocaleString("en")} events`,
      value: seconds(airworthy, "ms"),
      unit: "s",
    },
    ratio("clock", "ms"),
    ratio("cores", "cpuMs"),
    {
      measure: "stages 1–3, times SQL by hand that looks for no event twice, clock",
      value: seconds(airworthy, "ms") / seconds(trusting, "ms"),
      unit: "x",
      against: `that SQL, ${seconds(trusting, "ms").toFixed(2)} s`,
    },
    {
      measure: "stages 1–3, peak memory",
      value: peak(airworthy),
      unit: "GiB",
      against: `the SQL by hand, ${peak(byHand).toFixed(2)} GiB`,
      target: 4,
      better: "lower",
    },
  ];
}
