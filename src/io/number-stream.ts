/** Columns of numbers as the engine holds them, a few thousand rows at a time: no value is boxed. */
import type { DuckDBDataChunk, DuckDBResult } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";
import { type Engine, engineFailure } from "./engine.ts";
import { collectYoung } from "./young-objects.ts";

/** A column of type DOUBLE, FLOAT or INTEGER. */
export type NumberColumn = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

type TakeNumbers = (columns: readonly NumberColumn[], firstRow: number) => void;

/**
 * Hands each batch of rows to `take`, which must copy what it keeps: the columns are gone after it. Returns the number
 * of rows. The query's columns are DOUBLE, FLOAT or INTEGER and none of their values is missing: what would stand for
 * NULL is not defined.
 */
export async function streamNumbers(engine: Engine, sql: string, take: TakeNumbers): Promise<number> {
  try {
    const result = await engine.connection.stream(sql);
    const arrays = arraysOf(result);
    let done = 0;
    for (let chunks = 1; ; chunks++) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return done;
      done = hand(chunk, { arrays, take, done });
      if (chunks % heldChunks === 0) collectYoung();
    }
  } catch (cause) {
    throw engineFailure(cause, sql);
  }
}

/** So many that their memory stays in the cache and is used again: fresh pages would take as long as all else. */
const heldChunks = 8;

interface Handing {
  readonly arrays: readonly NumberArray[];
  readonly take: TakeNumbers;
  /** How many rows came before. */
  readonly done: number;
}

/** How many rows have come with the chunk. */
function hand(chunk: DuckDBDataChunk, { arrays, take, done }: Handing): number {
  const columns = readChunk(chunk, arrays);
  take(columns, done);
  // Memory of the engine's that only the collector could give back would make it run a dozen times as often.
  for (const { buffer } of columns) buffer.transfer(0);
  return done + chunk.rowCount;
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
