/** What each check finds, as SQL over the columns that the rules before it left; NULL counts as not found. */
import type { Column } from "../../core/column.ts";
import type { Check } from "../../core/definition/index.ts";
import type { Value } from "../../core/expression/index.ts";
import { duckdb, printSql, rowSql } from "../../core/sql/index.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { type Bounds, latestMicros } from "./limit.ts";

/** What a check had to learn from the table before it can speak of a row. */
export type Learned =
  | { readonly kind: "nothing" }
  /** Null where the values have no spread: then none is an outlier. */
  | { readonly kind: "bounds"; readonly bounds: Bounds | null }
  /** The table of `_aw_row` of later copies; null where there is none. */
  | { readonly kind: "copies"; readonly table: string | null };

export interface CheckContext {
  readonly columns: Readonly<Record<string, Column>>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly learned: Learned;
  /** The columns in which no value is missing. */
  readonly complete: ReadonlySet<string>;
}

type CheckSql = {
  readonly [K in Check["kind"]]: (check: Extract<Check, { kind: K }>, context: CheckContext) => string;
};

export const doubleSql = (value: number) => `CAST('${value}' AS DOUBLE)`;

/** SQL of a value of the column's type. */
export function valueSql(value: Exclude<Value, null>, { kind }: Column): string {
  if (kind === "timestamp") return `make_timestamp(${value})`;
  if (kind === "integer") return `CAST(${value} AS BIGINT)`;
  if (typeof value === "number") return doubleSql(value);
  return typeof value === "string" ? quoteText(value) : String(value);
}

const asDouble = (column: string) => `CAST(${quoteIdentifier(column)} AS DOUBLE)`;

function outsideSql(column: string, { low, high }: { low: number | null; high: number | null }): string {
  const below = low === null ? [] : [`${asDouble(column)} < ${doubleSql(low)}`];
  const above = high === null ? [] : [`${asDouble(column)} > ${doubleSql(high)}`];
  return [...below, ...above].join(" OR ") || "FALSE";
}

const checkTable: CheckSql = {
  missing: ({ column }, { complete }) =>
    complete.has(column) ? "FALSE" : `${quoteIdentifier(column)} IS NULL`,
  range: ({ column, min, max }) => outsideSql(column, { low: min, high: max }),
  allowed: ({ column, values }) =>
    values.length === 0
      ? `${quoteIdentifier(column)} IS NOT NULL`
      : `${quoteIdentifier(column)} NOT IN (${values.map(quoteText).join(", ")})`,
  pattern: ({ column, pattern }) =>
    `NOT regexp_full_match(${quoteIdentifier(column)}, ${quoteText(pattern)})`,
  future: ({ column, toleranceMicros }, { now }) =>
    `epoch_us(${quoteIdentifier(column)}) > ${latestMicros(now, toleranceMicros)}`,
  outlier: ({ column }, { learned }) =>
    learned.kind === "bounds" && learned.bounds !== null ? outsideSql(column, learned.bounds) : "FALSE",
  duplicate: (_check, { learned }) =>
    learned.kind === "copies" && learned.table !== null
      ? `_aw_row IN (SELECT _aw_row FROM ${learned.table})`
      : "FALSE",
  condition: ({ condition }, { columns }) =>
    printSql(rowSql(condition, { kindOf: (name) => columns[name]?.kind }), duckdb),
};

/** SQL that is true for the rows that `check` finds. */
export function checkSql<K extends Check["kind"]>(
  check: Extract<Check, { kind: K }>,
  context: CheckContext,
): string {
  const print: (check: Extract<Check, { kind: K }>, context: CheckContext) => string =
    checkTable[check.kind as K];
  return print(check, context);
}
