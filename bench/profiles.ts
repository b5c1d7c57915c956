/**
 * The monitors' profiles of a year with 100 million predictions: minutes of a week, hours of 90 days, days of a year, of a
 * model with 20 columns and features. How long it takes to read a window of them from a file.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Level,
  levelTable,
  profilesText,
  sketchOf,
  sketchPart,
  type WindowProfile,
} from "../src/core/profile/index.ts";
import { type Random, seededRandom } from "../src/core/random.ts";
import { openStore, type Store } from "../src/io/store/index.ts";
import { readWindow } from "../src/stages/8-monitor/index.ts";
import { type Benchmark, type Measurement, median } from "./benchmark.ts";

const minuteMs = levelTable.minute.ms;
const dayMs = levelTable.day.ms;
const yearly = 100_000_000;
const now = Date.UTC(2026, 11, 31);
const of = { model: "bench", version: 1 } as const;

/** What `rows` predictions leave: 16 numbers of several shapes, 6 categories, an answer, times, outcomes, quality. */
function windowOf(rows: number, random: Random): readonly WindowProfile[] {
  // A sketch has at most as many parts as its values lie in: beyond some thousand rows it hardly grows.
  const drawn = Math.min(rows, 5_000);
  const spread = (scale: number) => {
    const counts = new Map<number, number>();
    for (let at = 0; at < drawn; at += 1) {
      const part = sketchPart(scale * Math.exp(3 * (random.next() + random.next() - 1)));
      counts.set(part, (counts.get(part) ?? 0) + Math.ceil(rows / drawn));
    }
    return sketchOf(counts);
  };
  const common = { rows, missing: 0 } as const;
  const numbers = Array.from(
    { length: 16 },
    (_, at): WindowProfile => ({
      kind: "number",
      name: `x${at}`,
      role: at === 15 ? "prediction" : "feature",
      ...common,
      counts: Array.from({ length: 18 }, () => Math.ceil(rows / 18)),
      below: 0,
      above: 0,
      min: 0,
      max: 1,
      moments: { center: 0, unit: 1, count: rows, sum: String(rows), sumOfSquares: String(rows) },
      sketch: spread(10 ** (at % 4)),
    }),
  );
  const categories = Array.from(
    { length: 6 },
    (_, at): WindowProfile => ({
      kind: "category",
      name: `c${at}`,
      role: "column",
      ...common,
      counts: Array.from({ length: 20 }, () => Math.ceil(rows / 20)),
      other: 0,
      unseen: 0,
    }),
  );
  const phases = (["total", "queue", "features", "compute", "log"] as const).map(
    (name): WindowProfile => ({ kind: "latency", name, count: rows, max: 100, sketch: spread(5) }),
  );
  const outcomes: WindowProfile = { kind: "outcomes", name: "/predict", counts: { OK: rows } };
  return [...numbers, ...categories, ...phases, outcomes, quality(rows)];
}

function quality(rows: number): WindowProfile {
  const cells = Math.min(rows, 200);
  const sums = { loss: rows, lossSquares: rows, scoreSquares: rows };
  return {
    kind: "quality",
    task: "binary",
    name: "",
    predicted: rows,
    labelled: rows,
    saidTrue: 0,
    truePositives: 0,
    falsePositives: 0,
    trueNegatives: rows,
    falseNegatives: 0,
    losses: sums,
    expected: { right: rows, rightVariance: rows, loss: rows, lossVariance: rows },
    cells: Array.from({ length: cells }, (_, at) => [at, Math.ceil(rows / cells), 1, 1, 500_000] as const),
  };
}

/** Windows kept of each level: how many days back, and from which shapes they are drawn. */
const kept: Readonly<Record<Level, number>> = { minute: 7, hour: 90, day: 365 };

async function fill(store: Store, share: number): Promise<number> {
  const random = seededRandom(1);
  let windows = 0;
  for (const level of ["minute", "hour", "day"] as const) {
    const { ms } = levelTable[level];
    const rows = Math.max(1, Math.round((yearly * ms) / (365 * dayMs)));
    const shapes = Array.from({ length: 20 }, () =>
      [...Map.groupBy(windowOf(rows, random), ({ kind }) => kind)].map(
        ([kind, own]) => [kind, profilesText(own)] as const,
      ),
    );
    const count = Math.max(1, Math.round((share * kept[level] * dayMs) / ms));
    for (let at = 0; at < count; at += 200)
      await store.db.transaction().execute(async (tx) => {
        for (let place = at; place < Math.min(count, at + 200); place += 1) {
          const start = now - (place + 1) * ms;
          const shape = shapes[place % shapes.length] ?? [];
          await tx
            .insertInto("profiles")
            .values(shape.map(([kind, body]) => ({ ...of, level, start, kind, source: "", body })))
            .execute();
        }
      });
    windows += count;
  }
  const from = { minutes_from: now - 7 * dayMs, hours_from: now - 90 * dayMs, days_from: 0 };
  await store.db
    .updateTable("roll_up")
    .set({ rolled_to: now, ...from })
    .execute();
  return windows;
}

export const profilesBenchmark: Benchmark = {
  name: "profiles",
  async run({ quick }): Promise<Measurement[]> {
    const directory = await mkdtemp(join(tmpdir(), "airworthy-bench-profiles-"));
    try {
      const path = join(directory, "store.sqlite");
      await using store = await openStore(path);
      const windows = await fill(store, quick ? 0.2 : 1);
      const { size } = await stat(path);
      const against = `${windows} windows, ${Math.round(size / 1e6)} MB`;
      const measured: Measurement[] = [];
      // Neither end is the beginning of an hour: both edges are minutes, and hours to the next day.
      const to = now - 90 * minuteMs - 17 * minuteMs;
      for (const [name, days] of [
        ["a day", 1],
        ["a week", 6],
        ["30 days", 30],
        ["a year", 360],
      ] as const) {
        const times: number[] = [];
        for (let round = 0; round < 3; round += 1) {
          const began = performance.now();
          const found = await readWindow(store, { ...of, from: to - days * dayMs, to });
          times.push(performance.now() - began);
          if (found.length !== 29) throw new Error(`${found.length} profiles were read, wanted 29`);
        }
        measured.push({
          measure: `all profiles of ${name}`,
          value: median(times),
          unit: "ms",
          against,
          ...(days <= 30 ? { target: 1_000, better: "lower" } : {}),
        });
      }
      return measured;
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};
