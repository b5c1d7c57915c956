/** What differs between engines, as tables: the printer asks them and knows no engine by name. */
import type { SqlFunction, WindowFunction } from "./node.ts";

export interface Dialect {
  readonly name: string;
  quoteName(name: string): string;
  quoteText(text: string): string;
  readonly functions: Readonly<Record<SqlFunction, (...operands: readonly string[]) => string>>;
  readonly aggregates: Readonly<Record<WindowFunction, (...operands: readonly string[]) => string>>;
}

type Printer = (...operands: readonly string[]) => string;

function infix(operator: string): Printer {
  return (...operands) => `(${operands.join(` ${operator} `)})`;
}

/** A call by name. */
export function named(name: string): Printer {
  return (...operands) => `${name}(${operands.join(", ")})`;
}

/** Functions that every engine writes alike. */
export const commonFunctions = {
  plus: infix("+"),
  minus: infix("-"),
  times: infix("*"),
  over: infix("/"),
  negate: (value) => `(0e0 - ${value})`,
  abs: named("abs"),
  ln: named("ln"),
  equals: infix("="),
  notEquals: infix("<>"),
  gt: infix(">"),
  gte: infix(">="),
  lt: infix("<"),
  lte: infix("<="),
  and: infix("AND"),
  or: infix("OR"),
  not: (value) => `(NOT ${value})`,
  isNull: (value) => `(${value} IS NULL)`,
  isNotNull: (value) => `(${value} IS NOT NULL)`,
  coalesce: named("coalesce"),
  toDouble: (value) => `CAST(${value} AS DOUBLE)`,
  toBigint: (value) => `CAST(${value} AS BIGINT)`,
  contains: named("contains"),
} as const satisfies Partial<Record<SqlFunction, Printer>>;

/** Aggregates that every engine writes alike. */
export const commonAggregates = {
  count: named("count"),
  sum: named("sum"),
  min: named("min"),
  max: named("max"),
  sampleDeviation: named("stddev_samp"),
  rowNumber: named("row_number"),
  countDistinct: (value) => `count(DISTINCT ${value})`,
  lead: named("lead"),
  lag: named("lag"),
} as const satisfies Partial<Record<WindowFunction, Printer>>;
