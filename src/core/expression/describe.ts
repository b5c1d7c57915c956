/** An expression as a person writes it: `clicks.sum over 30d / impressions.sum over 30d`, for cards and pages. */
import type { AggregateNode, CallNode, ExpressionNode, RowOperator } from "./node.ts";

const infix: Partial<Record<RowOperator, string>> = {
  plus: "+",
  minus: "−",
  times: "×",
  dividedBy: "÷",
  equals: "=",
  notEquals: "≠",
  gt: ">",
  gte: "≥",
  lt: "<",
  lte: "≤",
  and: "and",
  or: "or",
};

/** One line of text that says what `node` computes. */
export function describeExpression(node: ExpressionNode): string {
  switch (node.kind) {
    case "column":
      return node.column;
    case "literal":
      return typeof node.value === "string" ? JSON.stringify(node.value) : String(node.value);
    case "call":
      return describeCall(node);
    case "aggregate":
      return describeAggregate(node);
    default:
      return node satisfies never;
  }
}

function describeCall({ operator, operands }: CallNode): string {
  const parts = operands.map((operand) =>
    operand.kind === "call" && infix[operand.operator] !== undefined
      ? `(${describeExpression(operand)})`
      : describeExpression(operand),
  );
  const sign = infix[operator];
  return sign === undefined ? `${operator}(${parts.join(", ")})` : parts.join(` ${sign} `);
}

function describeAggregate({ function: name, value, where, window }: AggregateNode): string {
  const inside = [
    ...(value === null ? [] : [describeExpression(value)]),
    ...(where === null ? [] : [`where ${describeExpression(where)}`]),
  ].join(" ");
  const span =
    window.kind === "duration"
      ? ` over ${describeDuration(window.micros)}`
      : window.kind === "last"
        ? ` over the last ${window.events} events`
        : "";
  return `${name}(${inside})${span}`;
}

const units = [
  [86_400_000_000, "d"],
  [3_600_000_000, "h"],
  [60_000_000, "m"],
  [1_000_000, "s"],
  [1_000, "ms"],
] as const;

function describeDuration(micros: number): string {
  const [size, unit] = units.find(([length]) => micros % length === 0) ?? [1, "µs"];
  return `${micros / size}${unit}`;
}
