import { countOf, formatCount } from "../../core/format.ts";
import type { Estimate } from "../../core/metric.ts";
import { type Random, seededRandom } from "../../core/random.ts";
import { shuffle } from "../../core/statistics/resample.ts";
import { streamColumns } from "../../io/column-stream.ts";
import type { StageContext } from "../context.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { everyNth } from "./find-slices.ts";
import { inputColumns } from "./input-columns.ts";
import { openModel } from "./open-model.ts";
import type { Pace } from "./pace.ts";
import type { Units } from "./resampled-units.ts";
import { rowLosses } from "./row-losses.ts";
import type { Scores } from "./score.ts";

export interface Importance {
  readonly input: string;
  /** How much the log loss (regression: MSE) rises when the input is shuffled. */
  readonly lossIncrease: Estimate;
}

export interface ImportanceInput {
  readonly model: Uint8Array;
  readonly validation: string;
  readonly scores: Scores;
  readonly seed: number;
  readonly units: Units;
  /** Of the bootstrap. */
  readonly samples: number;
}

const permutations = 3;
/** Above this many rows every n-th is taken. */
const mostRows = 5_000;

type Columns = readonly (Float64Array | string[])[];

/** Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019) of every input, the greatest first. */
export async function importance(
  { model, validation, scores, seed, units, samples }: ImportanceInput,
  { engine, emit }: StageContext,
  pace: Pace,
): Promise<{ readonly importance: readonly Importance[]; readonly method: string }> {
  await using opened = await openModel(model);
  const every = Math.ceil(scores.rows / mostRows);
  const source = everyNth(validation, every);
  const inputs = await inputColumns(engine, { source, inputs: opened.inputs });
  const rows = Math.ceil(scores.rows / every);
  const columns = await readWhole(
    streamColumns(engine, { sql: `SELECT ${inputs.join(", ")} FROM ${source}`, batchRows: 2 * mostRows }),
  );
  const labels = Float64Array.from({ length: rows }, (_, row) => scores.labels[row * every] ?? 0);
  const lossesOf = async (given: Columns) =>
    rowLosses({ ...scores, rows, answers: await opened.answer(given, rows), labels }, 0.5).losses;
  const codes = Uint32Array.from({ length: rows }, (_, row) => units.codes[row * every] ?? 0);
  const before = await lossesOf(columns);
  const random = seededRandom(seed);
  const resampling = { samples, seed, pace, codes, outside: 0.05 };
  const found: Importance[] = [];
  for (const [index, { name }] of opened.inputs.entries()) {
    const increase = new Float64Array(rows);
    for (let permutation = 0; permutation < permutations; permutation++) {
      const after = await lossesOf(columns.with(index, permuted(columns[index] ?? [], random)));
      for (let row = 0; row < rows; row++) {
        increase[row] = (increase[row] ?? 0) + ((after[row] ?? 0) - (before[row] ?? 0)) / permutations;
      }
    }
    found.push({ input: name, lossIncrease: await bootstrapMean(increase, resampling) });
    emit({ kind: "stageProgress", stage: "validate", done: index + 1, total: inputs.length, unit: "inputs" });
    await pace.rest();
  }
  return {
    importance: found.toSorted((one, other) => other.lossIncrease.value - one.lossIncrease.value),
    method: `Importance is the mean rise of the loss over ${formatCount(permutations)} seeded permutations of ${countOf(rows, "row")}.`,
  };
}

/** The only batch of a stream whose batches hold more rows than are taken. */
async function readWhole(batches: AsyncIterable<{ readonly columns: Columns }>): Promise<Columns> {
  for await (const { columns } of batches) return columns;
  return [];
}

function permuted(column: Float64Array | string[], random: Random): Float64Array | string[] {
  const order = Uint32Array.from({ length: column.length }, (_, row) => row);
  shuffle(order, random);
  return column instanceof Float64Array
    ? Float64Array.from(order, (row) => column[row] ?? Number.NaN)
    : Array.from(order, (row) => column[row] ?? "");
}
