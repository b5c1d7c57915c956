/** Numbers from JavaScript as a table of the engine. */
import { DOUBLE, DuckDBDataChunk } from "@duckdb/node-api";
import { type Engine, engineFailure, quoteIdentifier } from "./engine.ts";

export interface NumberTableOptions {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly value: (row: number, column: number) => number;
}

const chunkRows = 2_048;

/** Makes a temporary table of DOUBLE columns, replacing one of that name; its rows keep their order. */
export async function createNumberTable(engine: Engine, options: NumberTableOptions): Promise<void> {
  const { name, columns, rows, value } = options;
  const declared = columns.map((column) => `${quoteIdentifier(column)} DOUBLE`).join(", ");
  await engine.run(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(name)} (${declared})`);
  try {
    const appender = await engine.connection.createAppender(name);
    for (let start = 0; start < rows; start += chunkRows) {
      const count = Math.min(chunkRows, rows - start);
      const chunk = DuckDBDataChunk.create(
        columns.map(() => DOUBLE),
        count,
      );
      columns.forEach((_, column) => {
        chunk.setColumnValues(
          column,
          Array.from({ length: count }, (_, row) => value(start + row, column)),
        );
      });
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  } catch (cause) {
    throw engineFailure(cause, `append to ${name}`);
  }
}
