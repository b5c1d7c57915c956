/** Columns of numbers as the engine holds them, a few thousand rows at a time: no value is boxed. */
import type { DuckDBVector } from "@duckdb/node-api";
import { type Engine, engineFailure } from "./engine.ts";

/** A column of type DOUBLE, FLOAT or INTEGER. */
export type NumberColumn = Float64Array | Float32Array | Int32Array;

/**
 * Hands each batch of rows to `take`, which must copy what it keeps; returns the number of rows. The query's columns
 * are DOUBLE, FLOAT or INTEGER and none of their values is missing: what would stand for NULL is not defined.
 */
export async function streamNumbers(
  { connection }: Engine,
  sql: string,
  take: (columns: readonly NumberColumn[], firstRow: number) => void,
): Promise<number> {
  let done = 0;
  try {
    const result = await connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return done;
      const { rowCount, columnCount } = chunk;
      const columns = Array.from({ length: columnCount }, (_, index) =>
        itemsOf(chunk.getColumnVector(index)).subarray(0, rowCount),
      );
      take(columns, done);
      done += rowCount;
    }
  } catch (cause) {
    throw engineFailure(cause, sql);
  }
}

/** The engine's binding keeps the array behind a vector to itself; value by value costs twenty times as much. */
function itemsOf(vector: DuckDBVector): NumberColumn {
  const items: unknown = Reflect.get(vector, "items");
  if (items instanceof Float64Array || items instanceof Float32Array || items instanceof Int32Array)
    return items;
  throw new TypeError(`the vector of type ${vector.type} holds no array of numbers`);
}
