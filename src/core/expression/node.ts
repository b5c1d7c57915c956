/**
 * A feature is one expression, plain data: the tree below. `compile` turns it into SQL for a whole table,
 * `reducer` into an incremental state for live events; both mean what DESIGN §4 says.
 *
 * Numbers are 64-bit floats on both sides (integer columns are cast), so every exact operation agrees bit for
 * bit; a missing value is null and is never NaN or infinity.
 */
import type { ColumnKind } from "../column.ts";

export type ValueType = "number" | "boolean" | "text" | "timestamp";

/** A value as JavaScript holds it: timestamps are microseconds, null is missing. */
export type Value = number | boolean | string | null;

/** A half-open window `[t − micros, t)`, the last `events` events before t, or all of them. */
export type Window =
  | { readonly kind: "duration"; readonly micros: number }
  | { readonly kind: "last"; readonly events: number }
  | { readonly kind: "all" };

export const rowOperators = [
  "plus", "minus", "times", "dividedBy", "negate", "abs", "log1p", "clip", "bucket",
  "equals", "notEquals", "gt", "gte", "lt", "lte", "and", "or", "not",
  "isMissing", "coalesce", "when", "oneOf",
  "hourOfDay", "dayOfWeek", "secondsSince",
  "length", "lower", "contains",
  "toNumber",
] as const; // biome-ignore format: one group of operators a line
export type RowOperator = (typeof rowOperators)[number];

export const aggregateFunctions = [
  "count", "sum", "mean", "min", "max", "standardDeviation",
  "first", "last", "timeSinceLast", "distinctCount", "state",
] as const; // biome-ignore format: one group of functions a line
export type AggregateFunction = (typeof aggregateFunctions)[number];

export interface ColumnNode {
  readonly kind: "column";
  readonly column: string;
  readonly type: ValueType;
}

export interface LiteralNode {
  readonly kind: "literal";
  readonly value: Exclude<Value, null>;
  readonly type: ValueType;
}

export interface CallNode {
  readonly kind: "call";
  readonly operator: RowOperator;
  readonly operands: readonly ExpressionNode[];
  readonly type: ValueType;
}

/**
 * An aggregate over the entity's past events that satisfy `where` (all of them when null).
 * `last N` counts events that satisfy `where`. `value` and `where` are row expressions of those past events.
 */
export interface AggregateNode {
  readonly kind: "aggregate";
  readonly function: AggregateFunction;
  readonly value: ExpressionNode | null;
  readonly where: ExpressionNode | null;
  readonly window: Window;
  readonly type: ValueType;
}

export type ExpressionNode = ColumnNode | LiteralNode | CallNode | AggregateNode;

export const valueTypeOfColumn = {
  text: "text",
  category: "text",
  integer: "number",
  number: "number",
  boolean: "boolean",
  timestamp: "timestamp",
} as const satisfies Record<ColumnKind, ValueType>;

/** Every node of the tree, parents first. */
export function* walk(node: ExpressionNode): Generator<ExpressionNode> {
  yield node;
  const children =
    node.kind === "call"
      ? node.operands
      : node.kind === "aggregate"
        ? [node.value, node.where].filter((child) => child !== null)
        : [];
  for (const child of children) yield* walk(child);
}
