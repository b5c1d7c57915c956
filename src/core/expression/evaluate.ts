import type { AggregateNode, CallNode, ExpressionNode, Value } from "./node.ts";
import { rowValues } from "./row-values.ts";

/** An event as plain data: the declared columns' values, timestamps in microseconds; absent is missing. */
export type EventValues = Readonly<Record<string, Value | undefined>>;

export type RowFunction = (event: EventValues) => Value;

export interface CompileRowOptions {
  /** What stands for an aggregate; without it an aggregate has no meaning here. */
  readonly aggregate?: (node: AggregateNode) => RowFunction;
}

/** Texts up to this length are looked through here: `isWellFormed` of V8 costs more than they do. */
const shortText = 64;

function wellFormed(text: string): string {
  if (text.length > shortText) return text.isWellFormed() ? text : text.toWellFormed();
  for (let at = 0; at < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xf800) === 0xd800) return text.toWellFormed();
  }
  return text;
}

/** A value as expressions see it: NaN and infinity are missing, lone surrogates are U+FFFD, as in any UTF-8 file. */
export function readValue(value: Value | undefined): Value {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "string") return wellFormed(value);
  return value ?? null;
}

function compileCall({ operator, operands }: CallNode, options: CompileRowOptions): RowFunction {
  const compute = rowValues[operator];
  const parts = operands.map((operand) => compileNode(operand, options));
  const [first, second] = parts;
  if (first !== undefined && parts.length === 1) return (event) => compute(first(event));
  if (first !== undefined && second !== undefined && parts.length === 2) {
    return (event) => compute(first(event), second(event));
  }
  return (event) => compute(...parts.map((part) => part(event)));
}

function compileNode(node: ExpressionNode, options: CompileRowOptions): RowFunction {
  if (node.kind === "column") {
    const { column } = node;
    return (event) => readValue(event[column]);
  }
  if (node.kind === "literal") {
    const value = readValue(node.value);
    return () => value;
  }
  if (node.kind === "call") return compileCall(node, options);
  if (options.aggregate === undefined)
    throw new TypeError("an aggregate stands where a row expression is wanted");
  return options.aggregate(node);
}

/** The function from an event to the value of `node`; compile once, call for each event. */
export function compileRow(node: ExpressionNode, options: CompileRowOptions = {}): RowFunction {
  const compute = compileNode(node, options);
  if (node.type !== "number") return compute;
  return (event) => {
    const value = compute(event);
    return value === 0 ? 0 : value;
  };
}

/** The value of a row expression for `event`; numbers are finite and never −0. The same meaning as `rowSql`. */
export function evaluateRow(node: ExpressionNode, event: EventValues): Value {
  return compileRow(node)(event);
}
