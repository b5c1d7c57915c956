/** Columns of numbers as the engine holds them, a few thousand rows at a time: no value is boxed. */
import type { DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import { type Engine, engineFailure } from "./engine.ts";

/** A column of type DOUBLE, FLOAT or INTEGER. */
export type NumberColumn = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/**
 * Hands each batch of rows to `take`, which must copy what it keeps: the columns are gone after it. Returns the number
 * of rows. The query's columns are DOUBLE, FLOAT or INTEGER and none of their values is missing: what would stand for
 * NULL is not defined.
 */
export async function streamNumbers(
  { connection }: Engine,
  sql: string,
  take: (columns: readonly NumberColumn[], firstRow: number) => void,
): Promise<number> {
  let done = 0;
  try {
    const result = await connection.stream(sql);
    const arrays = arraysOf(result);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return done;
      const columns = readChunk(chunk, arrays);
      take(columns, done);
      // Memory of the engine's that only the collector could give back would make it run a dozen times as often.
      for (const { buffer } of columns) buffer.transfer(0);
      done += chunk.rowCount;
    }
  } catch (cause) {
    throw engineFailure(cause, sql);
  }
}

const arrayTable = { DOUBLE: Float64Array, FLOAT: Float32Array, INTEGER: Int32Array } as const;

type NumberArray = (typeof arrayTable)[keyof typeof arrayTable];

function arraysOf(result: DuckDBResult): NumberArray[] {
  const table: Readonly<Record<string, NumberArray>> = arrayTable;
  return result.columnTypes().map((type, index) => {
    const array = table[String(type)];
    if (array === undefined) throw new TypeError(`column ${index} is of type ${type}, no number`);
    return array;
  });
}

/** The values of each column where the engine has them, without the objects that its binding makes around them. */
function readChunk({ chunk, rowCount }: DuckDBDataChunk, arrays: readonly NumberArray[]): NumberColumn[] {
  return arrays.map((array, index) => {
    const vector = bindings.data_chunk_get_vector(chunk, index);
    const { buffer, byteOffset } = bindings.vector_get_data(vector, rowCount * array.BYTES_PER_ELEMENT);
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError("the engine shares its memory");
    return new array(buffer, byteOffset, rowCount);
  });
}
