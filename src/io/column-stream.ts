/** A query's result as it streams out of the engine: typed columns in batches, never a row object, never the whole result. */
import type { DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import { type Engine, engineFailure } from "./engine.ts";

export interface TypedBatch {
  readonly rows: number;
  /** In the order of the query: DOUBLE as Float64Array (missing is NaN), anything else as texts (missing is ""). */
  readonly columns: readonly (Float64Array | string[])[];
}

export interface StreamColumnsOptions {
  readonly sql: string;
  /** Rows of a batch; the last one may have fewer. 16,384 unless told. */
  readonly batchRows?: number;
}

/** Runs `sql` and yields its rows in order; nothing else may run on the engine's connection meanwhile. */
export async function* streamColumns(
  { connection }: Engine,
  { sql, batchRows = 16_384 }: StreamColumnsOptions,
): AsyncGenerator<TypedBatch> {
  let waiting: DuckDBDataChunk[] = [];
  let rows = 0;
  const result = await attempt(sql, () => connection.stream(sql));
  const numeric = result.columnTypes().map((type) => String(type) === "DOUBLE");
  for (;;) {
    const chunk = await attempt(sql, () => nextChunk(result));
    if (chunk !== null) {
      waiting.push(chunk);
      rows += chunk.rowCount;
    }
    if (rows === 0) return;
    if (chunk === null || rows + 2_048 > batchRows) {
      yield { rows, columns: numeric.map((isNumber, column) => gather(waiting, column, rows, isNumber)) };
      waiting = [];
      rows = 0;
    }
    if (chunk === null) return;
  }
}

async function nextChunk(result: DuckDBResult): Promise<DuckDBDataChunk | null> {
  const chunk = await result.fetchChunk();
  return chunk === null || chunk.rowCount === 0 ? null : chunk;
}

function gather(
  chunks: readonly DuckDBDataChunk[],
  column: number,
  rows: number,
  isNumber: boolean,
): Float64Array | string[] {
  return isNumber ? gatherNumbers(chunks, column, rows) : gatherTexts(chunks, column);
}

function gatherNumbers(chunks: readonly DuckDBDataChunk[], column: number, rows: number): Float64Array {
  const values = new Float64Array(rows);
  let next = 0;
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(column);
    const { itemCount } = vector;
    for (let row = 0; row < itemCount; row++) values[next++] = Number(vector.getItem(row) ?? Number.NaN);
  }
  return values;
}

function gatherTexts(chunks: readonly DuckDBDataChunk[], column: number): string[] {
  const values: string[] = [];
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(column);
    const { itemCount } = vector;
    for (let row = 0; row < itemCount; row++) values.push(String(vector.getItem(row) ?? ""));
  }
  return values;
}

async function attempt<T>(sql: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw engineFailure(cause, sql);
  }
}
