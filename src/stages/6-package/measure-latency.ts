/** Latency of models against each other: their runs alternate, so that a drift of the machine hits all alike. */
import { quantile } from "../../core/statistics/quantile.ts";
import { openSession, type Session, type Tensors } from "../../io/runtime.ts";
import { feedsOf, type Sample } from "./sample.ts";

export interface Latency {
  readonly p50Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  readonly p50Us64: number;
  readonly p95Us64: number;
  readonly p99Us64: number;
  /** Median time of one row over the first model's, and how much of it may be noise (two standard errors, at least 2%). */
  readonly ratio: number;
  readonly noise: number;
}

export interface LatencyOptions {
  /** The time that all models share. */
  readonly budgetMs: number;
  /** Runs of one row for each model, where time allows. */
  readonly runs?: number;
}

const batchRows = 64;
const blocks = 10;
const leastNoise = 0.02;

/** Times one row and 64 rows through each model on the sample's rows; the first model is the one compared with. */
export async function measureLatency(
  models: readonly Uint8Array[],
  sample: Sample,
  options: LatencyOptions,
): Promise<Latency[]> {
  const { budgetMs, runs = 2_000 } = options;
  const sessions: Session[] = [];
  try {
    for (const model of models) sessions.push(await openSession(model));
    const single = Array.from({ length: Math.min(sample.rows, batchRows) }, (_, row) =>
      feedsOf(sample, row, row + 1),
    );
    const many = repeated(sample);
    await time(sessions, many, { runs: 10, budgetMs: budgetMs / 10 });
    await time(sessions, single, { runs: 100, budgetMs: budgetMs / 10 });
    const one = await time(sessions, single, { runs, budgetMs: 0.55 * budgetMs });
    const batch = await time(sessions, many, { runs: runs / 4, budgetMs: 0.25 * budgetMs });
    return sessions.map((_, index) => latencyOf(one, batch, index));
  } finally {
    for (const session of sessions) await session.dispose();
  }
}

/** Microseconds of each run: one list a session. */
async function time(
  sessions: readonly Session[],
  feeds: readonly Tensors[],
  { runs, budgetMs }: Required<LatencyOptions>,
): Promise<number[][]> {
  const times = sessions.map((): number[] => []);
  const outputs = sessions.map(({ outputNames }) => [
    outputNames.includes("value") ? "value" : "probability",
  ]);
  const end = performance.now() + budgetMs;
  for (let run = 0; run < runs && (run < 2 * blocks || performance.now() < end); run++) {
    for (let turn = 0; turn < sessions.length; turn++) {
      const index = (run + turn) % sessions.length;
      const feed = feeds[run % feeds.length] ?? {};
      const start = performance.now();
      await sessions[index]?.run(feed, outputs[index]);
      times[index]?.push((performance.now() - start) * 1_000);
    }
  }
  return times;
}

/** 64 rows of the sample, from its start again where it has fewer. */
function repeated(sample: Sample): Tensors[] {
  const places = Array.from({ length: batchRows }, (_, row) => row % sample.rows);
  const columns = sample.columns.map((column) =>
    Array.isArray(column)
      ? places.map((row) => column[row] ?? "")
      : Float64Array.from(places, (row) => column[row] ?? 0),
  );
  return [feedsOf({ ...sample, columns, rows: batchRows }, 0, batchRows)];
}

function latencyOf(one: readonly number[][], batch: readonly number[][], index: number): Latency {
  const [single, many] = [sorted(one[index] ?? []), sorted(batch[index] ?? [])];
  const ratios = Array.from(
    { length: blocks },
    (_, block) => medianOf(one[index], block) / medianOf(one[0], block),
  );
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / blocks;
  const variance = ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (blocks - 1);
  return {
    p50Us: quantile(single, 0.5),
    p95Us: quantile(single, 0.95),
    p99Us: quantile(single, 0.99),
    p50Us64: quantile(many, 0.5),
    p95Us64: quantile(many, 0.95),
    p99Us64: quantile(many, 0.99),
    ratio: quantile(single, 0.5) / quantile(sorted(one[0] ?? []), 0.5),
    noise: Math.max(leastNoise, 2 * Math.sqrt(variance / blocks)),
  };
}

function medianOf(times: readonly number[] = [], block: number): number {
  const size = times.length / blocks;
  return quantile(sorted(times.slice(Math.floor(block * size), Math.floor((block + 1) * size))), 0.5);
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}
