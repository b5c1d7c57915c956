/** The fluent side of expressions: what a user writes in `features` and `clean`. Each call returns a new tree. */
import { type Duration, durationMicros } from "../time.ts";
import type {
  AggregateFunction,
  AggregateNode,
  ExpressionNode,
  RowOperator,
  Value,
  ValueType,
  Window,
} from "./node.ts";

export interface Expression<T extends ValueType = ValueType> {
  readonly type: T;
  readonly node: ExpressionNode;
}

/** The JavaScript value that may stand where an expression of type T is wanted. */
export type LiteralOf<T extends ValueType> = T extends "boolean"
  ? boolean
  : T extends "text"
    ? string
    : number;

export type Operand<T extends ValueType> = Expression<T> | LiteralOf<T>;

/** What every expression can do, whatever its type. */
export interface AnyExpression<T extends ValueType> extends Expression<T> {
  equals(other: Operand<T>): BooleanExpression;
  notEquals(other: Operand<T>): BooleanExpression;
  /** True where the value is missing; never missing itself. */
  isMissing(): BooleanExpression;
  /** The value, or `other` where it is missing. */
  coalesce(other: Operand<T>): ExpressionOf<T>;
}

interface Ordered<T extends ValueType> {
  gt(other: Operand<T>): BooleanExpression;
  gte(other: Operand<T>): BooleanExpression;
  lt(other: Operand<T>): BooleanExpression;
  lte(other: Operand<T>): BooleanExpression;
}

export interface NumberExpression extends AnyExpression<"number">, Ordered<"number"> {
  plus(other: Operand<"number">): NumberExpression;
  minus(other: Operand<"number">): NumberExpression;
  times(other: Operand<"number">): NumberExpression;
  /** Missing where `other` is 0. */
  dividedBy(other: Operand<"number">): NumberExpression;
  negate(): NumberExpression;
  abs(): NumberExpression;
  /** ln(1 + value); missing where the value is −1 or less. */
  log1p(): NumberExpression;
  clip(bounds: { min: number; max: number }): NumberExpression;
  /** The index of the bucket: 0 below the first edge, 1 from the first edge on, and so on. Edges ascend. */
  bucket(edges: readonly number[]): NumberExpression;
}

export interface BooleanExpression extends AnyExpression<"boolean"> {
  and(other: Operand<"boolean">): BooleanExpression;
  or(other: Operand<"boolean">): BooleanExpression;
  not(): BooleanExpression;
  /** 1 where true, 0 where false. */
  toNumber(): NumberExpression;
  /** `yes` where true, `no` where false or missing. */
  choose<T extends ValueType>(yes: Expression<T>, no: Operand<T>): ExpressionOf<T>;
}

export interface TextExpression extends AnyExpression<"text"> {
  /** The number of Unicode code points. */
  length(): NumberExpression;
  lower(): TextExpression;
  contains(part: string): BooleanExpression;
  oneOf(values: readonly string[]): BooleanExpression;
}

export interface TimestampExpression extends AnyExpression<"timestamp">, Ordered<"timestamp"> {
  /** 0 to 23, UTC. */
  hourOfDay(): NumberExpression;
  /** 1 (Monday) to 7 (Sunday), UTC. */
  dayOfWeek(): NumberExpression;
  /** Seconds from `other` to this, negative where `other` is later. */
  secondsSince(other: Expression<"timestamp">): NumberExpression;
}

export interface ExpressionByType {
  number: NumberExpression;
  boolean: BooleanExpression;
  text: TextExpression;
  timestamp: TimestampExpression;
}
export type ExpressionOf<T extends ValueType> = ExpressionByType[T];

/** An aggregate over all time, which `over` and `overLast` narrow. */
export type Windowed<T extends ValueType> = ExpressionOf<T> & {
  /** Over the half-open window [t − duration, t). */
  over(duration: Duration): ExpressionOf<T>;
  /** Over the last `events` events before t (of those that satisfy `where`). */
  overLast(events: number): ExpressionOf<T>;
};

export interface AggregateOptions {
  /** Only events for which this is true. */
  readonly where?: Expression<"boolean">;
}

/** The entity's past: every method aggregates the events strictly before t that were known at t. */
export interface Entity {
  /** The number of events; 0 where there are none. */
  count(options?: AggregateOptions): Windowed<"number">;
  /** Missing where no event in the window has a value. So are the following. */
  sum(value: Expression<"number">, options?: AggregateOptions): Windowed<"number">;
  mean(value: Expression<"number">, options?: AggregateOptions): Windowed<"number">;
  min(value: Expression<"number">, options?: AggregateOptions): Windowed<"number">;
  max(value: Expression<"number">, options?: AggregateOptions): Windowed<"number">;
  /** The sample standard deviation; missing below two values. */
  standardDeviation(value: Expression<"number">, options?: AggregateOptions): Windowed<"number">;
  /** The first value that is not missing, in the order (event time, event id). */
  first<T extends ValueType>(value: Expression<T>, options?: AggregateOptions): Windowed<T>;
  last<T extends ValueType>(value: Expression<T>, options?: AggregateOptions): Windowed<T>;
  /** Seconds from the last event for which `condition` is true to t; missing where there is none. */
  timeSinceLast(condition?: Expression<"boolean">): Windowed<"number">;
  /** The number of different values that are not missing; 0 where there are none. */
  distinctCount(value: Expression, options?: AggregateOptions): Windowed<"number">;
  /** `"never"` (no such event before t), `"outside"` (some, none of them in the window) or `"present"`. */
  state(options?: AggregateOptions): Windowed<"text">;
}

function operand(value: Operand<ValueType> | LiteralOf<ValueType>): ExpressionNode {
  if (typeof value === "object") return value.node;
  const type = typeof value === "string" ? "text" : typeof value === "boolean" ? "boolean" : "number";
  return { kind: "literal", value: value as Exclude<Value, null>, type };
}

function call<T extends ValueType>(
  type: T,
  operator: RowOperator,
  operands: readonly (Operand<ValueType> | LiteralOf<ValueType>)[],
): ExpressionOf<T> {
  return expression(type, { kind: "call", operator, operands: operands.map(operand), type });
}

function anyMethods<T extends ValueType>(self: Expression<T>) {
  return {
    equals: (other: Operand<T>) => call("boolean", "equals", [self, other]),
    notEquals: (other: Operand<T>) => call("boolean", "notEquals", [self, other]),
    isMissing: () => call("boolean", "isMissing", [self]),
    coalesce: (other: Operand<T>) => call(self.type, "coalesce", [self, other]),
  };
}

function orderedMethods<T extends ValueType>(self: Expression<T>): Ordered<T> {
  return {
    gt: (other) => call("boolean", "gt", [self, other]),
    gte: (other) => call("boolean", "gte", [self, other]),
    lt: (other) => call("boolean", "lt", [self, other]),
    lte: (other) => call("boolean", "lte", [self, other]),
  };
}

const methodsByType: {
  [T in ValueType]: (self: Expression<T>) => Omit<ExpressionByType[T], "type" | "node">;
} = {
  number: (self) => ({
    ...anyMethods(self),
    ...orderedMethods(self),
    plus: (other) => call("number", "plus", [self, other]),
    minus: (other) => call("number", "minus", [self, other]),
    times: (other) => call("number", "times", [self, other]),
    dividedBy: (other) => call("number", "dividedBy", [self, other]),
    negate: () => call("number", "negate", [self]),
    abs: () => call("number", "abs", [self]),
    log1p: () => call("number", "log1p", [self]),
    clip: ({ min, max }) => call("number", "clip", [self, min, max]),
    bucket: (edges) => call("number", "bucket", [self, ...edges]),
  }),
  boolean: (self) => ({
    ...anyMethods(self),
    and: (other) => call("boolean", "and", [self, other]),
    or: (other) => call("boolean", "or", [self, other]),
    not: () => call("boolean", "not", [self]),
    toNumber: () => call("number", "toNumber", [self]),
    choose: (yes, no) => call(yes.type, "when", [self, yes, no]),
  }),
  text: (self) => ({
    ...anyMethods(self),
    length: () => call("number", "length", [self]),
    lower: () => call("text", "lower", [self]),
    contains: (part) => call("boolean", "contains", [self, part]),
    oneOf: (values) => call("boolean", "oneOf", [self, ...values]),
  }),
  timestamp: (self) => ({
    ...anyMethods(self),
    ...orderedMethods(self),
    hourOfDay: () => call("number", "hourOfDay", [self]),
    dayOfWeek: () => call("number", "dayOfWeek", [self]),
    secondsSince: (other) => call("number", "secondsSince", [self, other]),
  }),
};

/** The fluent form of `node`, whose type is `type`. */
export function expression<T extends ValueType>(type: T, node: ExpressionNode): ExpressionOf<T> {
  const self: Expression<T> = { type, node };
  return Object.freeze(Object.assign(self, methodsByType[type](self))) as unknown as ExpressionOf<T>;
}

/** The value of a column of the event itself, or of a past event inside an aggregate. */
export function columnExpression<T extends ValueType>(column: string, type: T): ExpressionOf<T> {
  return expression(type, { kind: "column", column, type });
}

function aggregate<T extends ValueType>(
  type: T,
  name: AggregateFunction,
  value: Expression | null,
  where: Expression<"boolean"> | undefined,
): Windowed<T> {
  function over(window: Window): ExpressionOf<T> {
    const node: AggregateNode = {
      kind: "aggregate",
      function: name,
      value: value?.node ?? null,
      where: where?.node ?? null,
      window,
      type,
    };
    return expression(type, node);
  }
  const windows = {
    over: (duration: Duration) => over({ kind: "duration", micros: durationMicros(duration) }),
    overLast: (events: number) => over({ kind: "last", events }),
  };
  return Object.freeze({ ...over({ kind: "all" }), ...windows }) as unknown as Windowed<T>;
}

/** The aggregates of the entity's past. */
export const entity: Entity = Object.freeze({
  count: (options) => aggregate("number", "count", null, options?.where),
  sum: (value, options) => aggregate("number", "sum", value, options?.where),
  mean: (value, options) => aggregate("number", "mean", value, options?.where),
  min: (value, options) => aggregate("number", "min", value, options?.where),
  max: (value, options) => aggregate("number", "max", value, options?.where),
  standardDeviation: (value, options) => aggregate("number", "standardDeviation", value, options?.where),
  first: (value, options) => aggregate(value.type, "first", value, options?.where),
  last: (value, options) => aggregate(value.type, "last", value, options?.where),
  timeSinceLast: (condition) => aggregate("number", "timeSinceLast", null, condition),
  distinctCount: (value, options) => aggregate("number", "distinctCount", value, options?.where),
  state: (options) => aggregate("text", "state", null, options?.where),
} satisfies Entity);
