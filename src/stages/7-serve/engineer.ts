/** From typed, clean events to the inputs of the model: one Parquet file with a row for each, in the order of `_aw_row`. */
import { join } from "node:path";
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";
import type { ColumnKind } from "../../core/column.ts";
import type { Definition } from "../../core/definition/index.ts";
import type { Value } from "../../core/expression/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { buildFeaturesFor } from "../3-features/index.ts";
import type { RowGroup } from "./parse-rows.ts";

interface ColumnType {
  readonly sql: string;
  readonly type: DuckDBType;
  readonly toEngine: (value: Exclude<Value, null>) => DuckDBValue;
}

const asIs = (value: Exclude<Value, null>): DuckDBValue => value;
const varchar: ColumnType = { sql: "VARCHAR", type: VARCHAR, toEngine: asIs };
/** How a column of each kind stands in clean.parquet. */
export const columnTypes: Readonly<Record<ColumnKind, ColumnType>> = {
  text: varchar,
  category: varchar,
  integer: { sql: "BIGINT", type: BIGINT, toEngine: (value) => BigInt(value) },
  number: { sql: "DOUBLE", type: DOUBLE, toEngine: asIs },
  boolean: { sql: "BOOLEAN", type: BOOLEAN, toEngine: asIs },
  timestamp: {
    sql: "TIMESTAMP",
    type: TIMESTAMP,
    toEngine: (micros) => new DuckDBTimestampValue(BigInt(micros)),
  },
};

/** Writes the events of a group as a table like clean.parquet and returns its path. */
export async function writeEvents(
  { serving, events }: RowGroup,
  { engine, directory }: { readonly engine: Engine; readonly directory: string },
): Promise<string> {
  const columns = Object.entries(serving.definition.events.columns).map(
    ([name, { kind }]) => [name, columnTypes[kind]] as const,
  );
  const typed = columns.map(([name, { sql }]) => `${quoteIdentifier(name)} ${sql}`);
  await engine.run(`CREATE OR REPLACE TEMP TABLE _aw_rows (_aw_row BIGINT, ${typed.join(", ")})`);
  const appender = await engine.connection.createAppender("_aw_rows", null, "temp");
  for (const { row, event } of events) {
    appender.appendBigInt(BigInt(row));
    for (const [name, { type, toEngine }] of columns) {
      const value = event[name] ?? null;
      if (value === null) appender.appendNull();
      else appender.appendValue(toEngine(value), type);
    }
    appender.endRow();
  }
  appender.closeSync();
  const path = join(directory, "rows.parquet");
  await engine.run(`COPY _aw_rows TO ${quoteText(path)} (FORMAT parquet); DROP TABLE _aw_rows`);
  return path;
}

export interface EngineerInput {
  /** What is left to compute stands in its features. */
  readonly definition: Definition;
  /** Path of the events, with `_aw_row` and the declared columns. */
  readonly rows: string;
  readonly history: string | null;
  readonly directory: string;
}

/** The path of a table with every input of the model for every row, in the order of `_aw_row`. */
export async function engineer(input: EngineerInput, engine: Engine): Promise<string> {
  const { definition, rows, history, directory } = input;
  if (definition.features.length === 0) return rows;
  const { path } = await buildFeaturesFor({ definition, history, rows, directory }, { engine });
  const features = definition.features.map(({ name }) => `f.${quoteIdentifier(name)}`).join(", ");
  const engineered = join(directory, "engineered.parquet");
  await engine.run(
    `COPY (SELECT r.* EXCLUDE (file_row_number), ${features}
       FROM ${parquetTable(rows, { rowNumbers: true })} r
       JOIN ${parquetTable(path)} f ON f._aw_row = r.file_row_number + 1
       ORDER BY r._aw_row) TO ${quoteText(engineered)} (FORMAT parquet)`,
  );
  return engineered;
}
