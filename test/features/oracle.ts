/**
 * DESIGN §4 word for word, for one row at a time and without a thought for speed. It shares the node types with the
 * product and nothing else: not the measures, not the row operators, not the order of ids.
 */
import type { EventsDefinition, Feature } from "../../src/core/definition/index.ts";
import type { AggregateNode, ExpressionNode, Value } from "../../src/core/expression/index.ts";

export type OracleEvent = Readonly<Record<string, Value | undefined>> & { readonly _aw_row: number };

/** A number with how large the inputs were that made it: the scale of its rounding error. */
export interface OracleValue {
  readonly value: Value;
  readonly scale: number;
}

function clean(value: Value | undefined): Value {
  if (value === undefined || value === null) return null;
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}

const lowerPairs =
  "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZzÀàÁáÂâÃãÄäÅåÆæÇçÈèÉéÊêËëÌìÍíÎîÏïÐðÑñÒòÓóÔôÕõÖöØøÙùÚúÛûÜüÝýÞþŸÿΣσΩωЯя";

function lower(text: string): string {
  return [...text]
    .map((letter) => {
      const at = [...lowerPairs].indexOf(letter);
      return at >= 0 && at % 2 === 0 ? ([...lowerPairs][at + 1] ?? letter) : letter;
    })
    .join("");
}

/** The row evaluator of the oracle; `aggregate` answers for aggregates. */
export function evaluate(
  node: ExpressionNode,
  event: OracleEvent,
  aggregate: (node: AggregateNode) => OracleValue,
): OracleValue {
  if (node.kind === "column") return { value: clean(event[node.column]), scale: 0 };
  if (node.kind === "literal") return { value: clean(node.value), scale: 0 };
  if (node.kind === "aggregate") return aggregate(node);
  const parts = node.operands.map((operand) => evaluate(operand, event, aggregate));
  const values = parts.map(({ value }) => value);
  return { value: clean(apply(node.operator, values)), scale: scaleOf(node.operator, parts) };
}

/** How an error of the operands' scale grows; generous, for it only guards against cancellation. */
function scaleOf(operator: string, parts: readonly OracleValue[]): number {
  const [a, b] = parts;
  const size = (part?: OracleValue): number => (typeof part?.value === "number" ? Math.abs(part.value) : 0);
  const [sa, sb] = [a?.scale ?? 0, b?.scale ?? 0];
  if (operator === "times") return sa * (size(b) + sb) + sb * (size(a) + sa);
  if (operator === "dividedBy") return size(b) === 0 ? 0 : sa / size(b) + (size(a) * sb) / size(b) ** 2;
  if (operator === "log1p") return sa === 0 ? 0 : sa / Math.max(1e-300, Math.abs(1 + Number(a?.value)));
  return parts.reduce((sum, { scale }) => sum + scale, 0);
}

function apply(operator: string, values: readonly Value[]): Value {
  const [a = null, b = null, c = null] = values;
  switch (operator) {
    case "isMissing":
      return a === null;
    case "coalesce":
      return a === null ? b : a;
    case "when":
      return a === true ? b : c;
    case "and":
      return values.includes(false) ? false : values.includes(null) ? null : true;
    case "or":
      return values.includes(true) ? true : values.includes(null) ? null : false;
  }
  return a === null ? null : applyToPresent(operator, values);
}

function applyToPresent(operator: string, values: readonly Value[]): Value {
  const [a = null, b = null, c = null] = values;
  const n = (value: Value): number => Number(value);
  switch (operator) {
    case "negate":
      return -n(a);
    case "abs":
      return Math.abs(n(a));
    case "log1p":
      return n(a) > -1 ? Math.log(1 + n(a)) : null;
    case "not":
      return !a;
    case "clip":
      return n(a) < n(b) ? b : n(a) > n(c) ? c : a;
    case "bucket":
      return values.slice(1).filter((edge) => n(edge) <= n(a)).length;
    case "oneOf":
      return values.slice(1).includes(a);
    case "hourOfDay":
      return new Date(Math.floor(n(a) / 1_000)).getUTCHours();
    case "dayOfWeek":
      return new Date(Math.floor(n(a) / 1_000)).getUTCDay() || 7;
    case "length":
      return [...String(a)].length;
    case "lower":
      return lower(String(a));
    case "toNumber":
      return a === true ? 1 : 0;
  }
  return b === null ? null : applyToBoth(operator, a, b);
}

function applyToBoth(operator: string, a: Value, b: Exclude<Value, null>): Value {
  const n = (value: Value): number => Number(value);
  if (a === null) return null;
  switch (operator) {
    case "plus":
      return n(a) + n(b);
    case "minus":
      return n(a) - n(b);
    case "times":
      return n(a) * n(b);
    case "dividedBy":
      return n(b) === 0 ? null : n(a) / n(b);
    case "secondsSince":
      return (n(a) - n(b)) / 1e6;
    case "equals":
      return a === b;
    case "notEquals":
      return a !== b;
    case "gt":
      return a > b;
    case "gte":
      return a >= b;
    case "lt":
      return a < b;
    case "lte":
      return a <= b;
    case "contains":
      return String(a).includes(String(b));
  }
  throw new Error(`the oracle does not know ${operator}`);
}

function compareIds(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (typeof left === "number" && typeof right === "number") return left - right;
  return Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
}

function instant(event: OracleEvent, column: string): number {
  const value = event[column];
  return typeof value === "number" ? value : Number.POSITIVE_INFINITY;
}

/** The entity's events before `asking` and known by then, each once, in order. */
function pastOf(
  definition: EventsDefinition,
  events: readonly OracleEvent[],
  asking: OracleEvent,
): OracleEvent[] {
  const { id, entity, time, known } = definition;
  const knownTime = (event: OracleEvent): number => instant(event, known ?? time);
  const idOf = (event: OracleEvent): Value => (id === null ? event._aw_row : (event[id] ?? null));
  const t = asking[time];
  const own = events.filter(
    (event) => event[entity] !== null && event[entity] === asking[entity] && typeof event[time] === "number",
  );
  const unique = own.filter((event) => {
    const same = own.filter((other) => idOf(other) !== null && idOf(other) === idOf(event));
    const keys = (other: OracleEvent): number[] => [knownTime(other), instant(other, time), other._aw_row];
    const isEarlier = (other: OracleEvent): boolean => {
      const [mine, theirs] = [keys(event), keys(other)];
      const at = mine.findIndex((key, index) => key !== theirs[index]);
      return at >= 0 && (theirs[at] ?? 0) < (mine[at] ?? 0);
    };
    return !same.some(isEarlier);
  });
  return typeof t !== "number"
    ? []
    : unique
        .filter((event) => instant(event, time) < t && knownTime(event) <= t)
        .sort(
          (left, right) =>
            instant(left, time) - instant(right, time) ||
            compareIds(idOf(left), idOf(right)) ||
            left._aw_row - right._aw_row,
        );
}

/** Every feature of `asking`, given all `events` in any order. */
export function oracle(
  features: readonly Feature[],
  definition: EventsDefinition,
  events: readonly OracleEvent[],
  asking: OracleEvent,
): OracleValue[] {
  const { time, label, columns } = definition;
  const t = asking[time];
  const past = pastOf(definition, events, asking);

  const outcomes = Object.keys(columns).filter(
    (name) => name === label.column || columns[name]?.outcome === true,
  );
  const reads = (node: ExpressionNode | null): boolean => {
    if (node === null || node.kind === "literal") return false;
    if (node.kind === "column") return outcomes.includes(node.column);
    return (node.kind === "call" ? node.operands : [node.value, node.where]).some(reads);
  };
  const labelKnown = (event: OracleEvent): number =>
    label.knownColumn === null
      ? instant(event, time) + label.maturesAfterMicros
      : instant(event, label.knownColumn);
  const noAggregate = (): OracleValue => {
    throw new Error("an aggregate inside an aggregate");
  };

  function aggregate(node: AggregateNode): OracleValue {
    const { value, where, window } = node;
    const row = (inner: ExpressionNode, event: OracleEvent): Value => {
      const result = evaluate(inner, event, noAggregate).value;
      return result === 0 ? 0 : result;
    };
    const visible = past
      .filter((event) => !reads(node) || labelKnown(event) <= Number(t))
      .filter((event) => where === null || row(where, event) === true);
    const inWindow =
      window.kind === "all"
        ? visible
        : window.kind === "last"
          ? visible.slice(-window.events)
          : visible.filter((event) => instant(event, time) >= Number(t) - window.micros);
    const values = value === null ? [] : inWindow.map((event) => row(value, event)).filter((v) => v !== null);
    return summarise(node, {
      values,
      count: inWindow.length,
      ever: visible.length,
      last: inWindow.at(-1)?.[time],
      t: Number(t),
    });
  }

  return features.map(({ expression }) => {
    const { value, scale } = evaluate(expression, asking, aggregate);
    return { value: value === 0 ? 0 : value, scale };
  });
}

interface Summary {
  readonly values: readonly Exclude<Value, null>[];
  readonly count: number;
  readonly ever: number;
  readonly last: Value | undefined;
  readonly t: number;
}

function summarise(
  { function: name }: AggregateNode,
  { values, count, ever, last, t }: Summary,
): OracleValue {
  const exact = (value: Value | undefined): OracleValue => ({ value: value ?? null, scale: 0 });
  if (name === "count") return exact(count);
  if (name === "distinctCount") return exact(new Set(values).size);
  if (name === "state") return exact(count > 0 ? "present" : ever > 0 ? "outside" : "never");
  if (name === "timeSinceLast") return exact(typeof last === "number" ? (t - last) / 1e6 : null);
  if (values.length === 0) return exact(null);
  if (name === "first") return exact(values[0]);
  if (name === "last") return exact(values.at(-1));
  const numbers = values.map(Number);
  if (name === "min") return exact(numbers.reduce((a, b) => Math.min(a, b)));
  if (name === "max") return exact(numbers.reduce((a, b) => Math.max(a, b)));
  const size = numbers.reduce((sum, x) => sum + Math.abs(x), 0);
  const wholeSum = numbers.every(Number.isInteger) && size <= 2 ** 53;
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (name === "sum") return { value: clean(sum), scale: wholeSum ? 0 : size };
  if (name === "mean")
    return { value: clean(sum / numbers.length), scale: wholeSum ? 0 : size / numbers.length };
  if (numbers.length < 2 || numbers.some((x) => Math.abs(x) >= 1e150)) return exact(null);
  const mean = sum / numbers.length;
  const variance = numbers.reduce((total, x) => total + (x - mean) ** 2, 0) / (numbers.length - 1);
  return { value: clean(Math.sqrt(variance)), scale: size };
}
