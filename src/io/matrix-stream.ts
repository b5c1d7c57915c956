/** A query's result as row-major matrices of typed arrays: one copy per chunk, no value is touched by JavaScript. */
import type { DuckDBVector } from "@duckdb/node-api";
import { type Engine, engineFailure } from "./engine.ts";

export type NumberMatrix = Float32Array | Int32Array;

export interface StreamMatricesOptions {
  /** One column per matrix, made by {@link matrixColumns}, none of its values missing. */
  readonly sql: string;
  /** The rows that the query gives. */
  readonly rows: number;
  readonly matrices: readonly {
    readonly width: number;
    readonly make: typeof Float32Array | typeof Int32Array;
  }[];
}

/** SQL that puts expressions side by side in one column of type FLOAT[n] or INTEGER[n]. */
export function matrixColumns(expressions: readonly string[], type: "FLOAT" | "INTEGER"): string {
  const width = Math.max(1, expressions.length);
  return `[${expressions.length === 0 ? "0" : expressions.join(", ")}]::${type}[${width}]`;
}

/** Runs the query and fills a matrix [rows, width] per column; ENGINE_FAILED where the query gives other than `rows` rows. */
export async function streamMatrices(
  { connection }: Engine,
  { sql, rows, matrices }: StreamMatricesOptions,
): Promise<NumberMatrix[]> {
  const filled = matrices.map(({ width, make }) => new make(rows * width));
  let done = 0;
  try {
    const result = await connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      const { rowCount } = chunk;
      matrices.forEach(({ width }, column) => {
        if (width > 0)
          filled[column]?.set(
            itemsOf(chunk.getColumnVector(column)).subarray(0, rowCount * width),
            done * width,
          );
      });
      done += rowCount;
    }
  } catch (cause) {
    throw engineFailure(cause, sql);
  }
  if (done !== rows) throw engineFailure(new Error(`the query gave ${done} rows, wanted ${rows}`), sql);
  return filled;
}

/** The engine's binding keeps the array behind a vector to itself; value by value costs twenty times as much. */
function itemsOf(vector: DuckDBVector): NumberMatrix {
  const items: unknown = Reflect.get(Object(Reflect.get(vector, "childData")), "items");
  if (items instanceof Float32Array || items instanceof Int32Array) return items;
  throw new TypeError(`the vector of type ${vector.type} holds no array of numbers`);
}
