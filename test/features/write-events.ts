import type { ColumnKind } from "../../src/core/column.ts";
import type { Value } from "../../src/core/expression/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../src/io/engine.ts";

const sqlType = {
  text: "VARCHAR",
  category: "VARCHAR",
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
} as const satisfies Record<ColumnKind, string>;

function literal(value: Value | undefined, kind: ColumnKind): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "string") return quoteText(value);
  if (kind === "timestamp") return `make_timestamp(${value})`;
  if (kind === "number") return `CAST('${Object.is(value, -0) ? "-0" : value}' AS DOUBLE)`;
  return String(value);
}

/** Makes the table `name` of `events`, typed as a clean snapshot is, with `_aw_row` from 1. */
export async function writeEvents(
  engine: Engine,
  name: string,
  events: readonly Readonly<Record<string, Value | undefined>>[],
  columns: Readonly<Record<string, { readonly kind: ColumnKind }>>,
): Promise<void> {
  const entries = Object.entries(columns);
  const declared = entries.map(([column, { kind }]) => `${quoteIdentifier(column)} ${sqlType[kind]}`);
  await engine.run(`CREATE OR REPLACE TABLE ${name} (_aw_row BIGINT, ${declared.join(", ")})`);
  if (events.length === 0) return;
  const rows = events.map(
    (event, index) =>
      `(${[index + 1, ...entries.map(([column, { kind }]) => literal(event[column], kind))].join(", ")})`,
  );
  await engine.run(`INSERT INTO ${name} VALUES ${rows.join(", ")}`);
}
