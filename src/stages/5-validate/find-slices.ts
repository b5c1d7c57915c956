import type { Definition } from "../../core/definition/index.ts";
import { countOf } from "../../core/format.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import type { Pace } from "./pace.ts";
import type { Units } from "./resampled-units.ts";
import type { RowLosses } from "./row-losses.ts";
import type { Scores } from "./score.ts";
import { type SliceColumn, sliceColumns } from "./slice-columns.ts";
import { declaredSlices, rowsByCode, type SliceReport, sliceMetric } from "./slice-report.ts";
import { worstSlices } from "./worst-slices.ts";

export interface FindSlicesInput {
  readonly definition: Definition;
  /** Path of validation.parquet. */
  readonly validation: string;
  readonly scores: Scores;
  readonly losses: RowLosses;
  readonly units: Units;
}

export interface FoundSlices {
  /** Declared ones, then the bad ones that the search found. */
  readonly slices: readonly SliceReport[];
  /** Slices on which a champion is compared: the declared columns', or where there are none every text's and boolean's. */
  readonly comparable: readonly SliceColumn[];
  /** The places of each reported slice, by its name. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>;
  readonly method: string;
}

/** A slice with fewer rows says nothing. */
const leastDeclaredRows = 30;
/** Above this many rows the search looks at every n-th. */
const mostSearchedRows = 200_000;

/** Measures the declared slices and searches the model's inputs for bad ones. */
export async function findSlices(
  { definition, validation, scores, losses, units }: FindSlicesInput,
  { engine }: StageContext,
  pace: Pace,
): Promise<FoundSlices> {
  const { slices, declared, searched, hidden } = namesOf(definition);
  const source = parquetTable(validation);
  const comparable = await sliceColumns(engine, {
    source,
    rows: scores.rows,
    columns: slices.length > 0 ? slices : declared,
    hidden,
    leastRows: leastDeclaredRows,
  });
  const every = Math.ceil(scores.rows / mostSearchedRows);
  const rows = Math.ceil(scores.rows / every);
  const leastRows = Math.max(leastDeclaredRows, Math.ceil(rows / 100));
  const columns = await sliceColumns(engine, {
    source: everyNth(validation, every),
    rows,
    columns: searched,
    hidden,
    leastRows,
  });
  const wrong = Uint8Array.from({ length: rows }, (_, row) => losses.wrong[row * every] ?? 0);
  const worst = await worstSlices(columns, { wrong, leastRows, pace });
  const { bootstrapSamples: samples } = definition.validation;
  const options = { task: scores.task, codes: units.codes, samples, seed: definition.seed, pace };
  const found: SliceReport[] = slices.length > 0 ? await declaredSlices(comparable, losses, options) : [];
  const rowsOf = new Map<string, readonly number[]>();
  if (slices.length > 0)
    for (const column of comparable)
      for (const [code, places] of rowsByCode(column).entries()) rowsOf.set(column.names[code] ?? "", places);
  for (const { name, rows: theirs } of worst) {
    const places = theirs.map((row) => row * every);
    rowsOf.set(name, places);
    const metric = await sliceMetric(losses, places, options);
    found.push({ name, rows: theirs.length, metric, declared: false });
  }
  return {
    slices: found,
    comparable,
    rowsOf,
    method: `Bad slices are searched among ${countOf(columns.length, "input")} and their pairs, over ${countOf(rows, "row")}, from ${countOf(leastRows, "row")} each; one is reported where chance explains it with less than 5% over all candidates.`,
  };
}

/** Every `every`-th row of a Parquet file, in its order. */
export function everyNth(path: string, every: number): string {
  if (every === 1) return parquetTable(path);
  const numbered = parquetTable(path, { rowNumbers: true });
  return `(SELECT * FROM ${numbered} WHERE file_row_number % ${every} = 0 ORDER BY file_row_number)`;
}

function namesOf({ events, inputs, validation }: Definition) {
  const hidden = new Set(Object.keys(events.columns).filter((name) => events.columns[name]?.pii === true));
  const open = inputs.filter(({ name }) => !hidden.has(name));
  return {
    hidden,
    slices: validation.slices,
    declared: open.filter(({ type }) => type !== "number").map(({ name }) => name),
    searched: open.map(({ name }) => name).filter((name) => !validation.slices.includes(name)),
  };
}
