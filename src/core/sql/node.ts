/**
 * A small SQL tree: only what DuckDB and Spark can mean equally. It prints through a dialect's table.
 * Inside the tree a number is DOUBLE and an instant is BIGINT microseconds since 1970.
 */

/** One row of each dialect's table: how the function is written there. */
export const sqlFunctions = [
  "plus", "minus", "times", "over", "negate", "abs", "ln", "isFinite",
  "equals", "notEquals", "gt", "gte", "lt", "lte", "and", "or", "not", "isNull", "isNotNull", "coalesce",
  "toDouble", "toBigint", "toWide", "toVarchar", "microsOf", "hourOf", "isoDayOf", "integerDivide",
  "codePoints", "lower", "contains",
] as const; // biome-ignore format: one group of functions a line
export type SqlFunction = (typeof sqlFunctions)[number];

export const windowFunctions = [
  "count", "sum", "min", "max", "sampleDeviation", "valueAtMax", "valueAtMin", "rowNumber", "lead", "lag",
  "countDistinct", "greatest",
] as const; // biome-ignore format: one group of functions a line
export type WindowFunction = (typeof windowFunctions)[number];

/** NULLS FIRST and ascending, always written out. */
export type Frame =
  | { readonly kind: "whole" }
  | { readonly kind: "rows"; readonly preceding: number | "unbounded"; readonly end: number }
  /** Over one BIGINT key: from `preceding` below the current key to `end` below it. */
  | { readonly kind: "range"; readonly preceding: number | "unbounded"; readonly end: number };

export interface WindowSpec {
  readonly partitionBy: readonly SqlNode[];
  readonly orderBy: readonly SqlNode[];
  readonly frame: Frame;
}

export type SqlNode =
  | { readonly kind: "column"; readonly name: string; readonly table: string | null }
  | { readonly kind: "double"; readonly value: number }
  | { readonly kind: "bigint"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "call"; readonly function: SqlFunction; readonly operands: readonly SqlNode[] }
  | { readonly kind: "in"; readonly operand: SqlNode; readonly values: readonly string[] }
  | {
      readonly kind: "case";
      readonly branches: readonly (readonly [when: SqlNode, then: SqlNode])[];
      readonly otherwise: SqlNode | null;
    }
  /** An aggregate of a GROUP BY where `window` is null. */
  | {
      readonly kind: "aggregate";
      readonly function: WindowFunction;
      readonly operands: readonly SqlNode[];
      readonly window: WindowSpec | null;
    };

export function sqlColumn(name: string, table: string | null = null): SqlNode {
  return { kind: "column", name, table };
}

export function sqlDouble(value: number): SqlNode {
  return { kind: "double", value };
}

export function sqlBigint(value: number): SqlNode {
  return { kind: "bigint", value };
}

export function sqlText(value: string): SqlNode {
  return { kind: "text", value };
}

export function sqlBoolean(value: boolean): SqlNode {
  return { kind: "boolean", value };
}

export function sqlCall(name: SqlFunction, ...operands: readonly SqlNode[]): SqlNode {
  return { kind: "call", function: name, operands };
}

/** `then` where `when` is true, else null. */
export function sqlOnly(when: SqlNode, then: SqlNode): SqlNode {
  return { kind: "case", branches: [[when, then]], otherwise: null };
}

export function sqlAggregate(
  name: WindowFunction,
  operands: readonly SqlNode[],
  window: WindowSpec | null = null,
): SqlNode {
  return { kind: "aggregate", function: name, operands, window };
}
