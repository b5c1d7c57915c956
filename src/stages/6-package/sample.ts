/** Some rows of a table in memory, as the model's graph takes them: for timing, for pruning, for the example. */
import type { Tensor } from "../../core/onnx/index.ts";
import { streamColumns, type TypedBatch } from "../../io/column-stream.ts";
import type { Engine } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { Tensors } from "../../io/runtime.ts";
import { inputColumns, type ModelColumn } from "../5-validate/index.ts";

export interface SampleInput {
  readonly table: string;
  readonly inputs: readonly ModelColumn[];
  /** At most this many rows, spread over the table. */
  readonly rows: number;
  /** A SQL expression for the truth, as DOUBLE. */
  readonly label: string;
}

export interface Sample {
  readonly rows: number;
  readonly inputs: readonly ModelColumn[];
  readonly columns: readonly (Float64Array | string[])[];
  readonly labels: Float64Array;
}

/** Every k-th row of the table, so that no part of it in time is left out. */
export async function readSample(engine: Engine, input: SampleInput): Promise<Sample> {
  const source = parquetTable(input.table);
  const [counted] = await engine.all(`SELECT count(*)::DOUBLE AS "rows" FROM ${source}`);
  const step = Math.max(1, Math.ceil(Number(counted?.rows ?? 0) / input.rows));
  const chosen = `(SELECT * FROM ${parquetTable(input.table, { rowNumbers: true })}
    WHERE file_row_number % ${step} = 0)`;
  const expressions = [...(await inputColumns(engine, { source, inputs: input.inputs })), input.label];
  const sql = `SELECT ${expressions.join(", ")} FROM ${chosen}`;
  const batches: TypedBatch[] = [];
  for await (const batch of streamColumns(engine, { sql })) batches.push(batch);
  const columns = expressions.map((_, column) => joined(batches.map((batch) => batch.columns[column] ?? [])));
  const labels = columns.at(-1);
  return {
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    inputs: input.inputs,
    columns: columns.slice(0, -1),
    labels: labels instanceof Float64Array ? labels : new Float64Array(),
  };
}

/** The feeds of rows [from, to) of a sample. */
export function feedsOf({ inputs, columns }: Sample, from: number, to: number): Tensors {
  const entries = inputs.map(({ name }, index): [string, Tensor] => {
    const column = columns[index] ?? [];
    const shape = [to - from, 1];
    return Array.isArray(column)
      ? [name, { type: "string", shape, data: column.slice(from, to) }]
      : [name, { type: "double", shape, data: column.slice(from, to) }];
  });
  return Object.fromEntries(entries);
}

function joined(parts: readonly (Float64Array | string[])[]): Float64Array | string[] {
  if (parts.some(Array.isArray)) return (parts as string[][]).flat();
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts as Float64Array[]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
