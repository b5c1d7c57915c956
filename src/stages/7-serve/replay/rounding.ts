/**
 * Where two right computations of a feature may differ in the last digits, and by how much: sums of broken numbers hang
 * on their order, logarithms on the library. Everything else is exact and agrees to the bit (DESIGN §4).
 */
import type { Column } from "../../../core/column.ts";
import {
  type AggregateNode,
  type CallNode,
  type ExpressionNode,
  walk,
} from "../../../core/expression/index.ts";
import { rawRowSql } from "../../../core/sql/index.ts";

export interface RoundingOptions {
  readonly columns: Readonly<Record<string, Column>>;
}

/** Null where `node` is exact; else the expression of how great the addends were that may have cancelled out. */
export function roundingScale(node: ExpressionNode, options: RoundingOptions): ExpressionNode | null {
  const scale = scaleOf(node, options);
  if (scale !== null) return scale;
  const hasLogarithm = [...walk(node)].some((inner) => inner.kind === "call" && inner.operator === "log1p");
  return hasLogarithm ? literal(0) : null;
}

/** Null is 0. */
function scaleOf(node: ExpressionNode, options: RoundingOptions): ExpressionNode | null {
  if (node.kind === "aggregate") return scaleOfAggregate(node, options);
  if (node.kind !== "call") return null;
  const scales = node.operands.map((operand) => scaleOf(operand, options));
  if (scales.every((scale) => scale === null)) return null;
  const known = scales.map((scale) => (scale === null ? literal(0) : call("coalesce", scale, literal(0))));
  return (callScales[node.operator] ?? total)(node, known);
}

function scaleOfAggregate(node: AggregateNode, { columns }: RoundingOptions): ExpressionNode | null {
  const sizes = aggregateSizes[node.function];
  if (sizes === undefined || node.value === null) return null;
  const { whole } = rawRowSql(node.value, { kindOf: (name) => columns[name]?.kind }).facts;
  if (whole && node.function !== "standardDeviation") return null;
  return { ...node, function: sizes, value: call("abs", node.value) };
}

const aggregateSizes: Partial<Record<AggregateNode["function"], AggregateNode["function"]>> = {
  sum: "sum",
  mean: "mean",
  standardDeviation: "sum",
};

type CallScale = (node: CallNode, scales: readonly ExpressionNode[]) => ExpressionNode;

const total: CallScale = (_, scales) => scales.reduce((sum, scale) => call("plus", sum, scale), literal(0));

/** How an error of the operands grows where it does not merely add up. */
const callScales: Partial<Record<CallNode["operator"], CallScale>> = {
  times: ({ operands }, scales) => {
    const [a, b, sa, sb] = pair(operands, scales);
    return call(
      "plus",
      call("times", sa, call("plus", size(b), sb)),
      call("times", sb, call("plus", size(a), sa)),
    );
  },
  dividedBy: ({ operands }, scales) => {
    const [a, b, sa, sb] = pair(operands, scales);
    const carried = call("dividedBy", call("times", size(a), sb), call("times", b, b));
    return call(
      "plus",
      call("coalesce", call("dividedBy", sa, size(b)), literal(0)),
      call("coalesce", carried, literal(0)),
    );
  },
  log1p: ({ operands }, scales) => {
    const [a, , sa] = pair(operands, scales);
    return call("dividedBy", sa, call("abs", call("plus", literal(1), a)));
  },
};

function pair(
  operands: readonly ExpressionNode[],
  scales: readonly ExpressionNode[],
): [ExpressionNode, ExpressionNode, ExpressionNode, ExpressionNode] {
  const [a = literal(0), b = literal(0)] = operands;
  const [sa = literal(0), sb = literal(0)] = scales;
  return [a, b, sa, sb];
}

function size(node: ExpressionNode): ExpressionNode {
  return call("coalesce", call("abs", node), literal(0));
}

function literal(value: number): ExpressionNode {
  return { kind: "literal", value, type: "number" };
}

function call(operator: CallNode["operator"], ...operands: ExpressionNode[]): ExpressionNode {
  return { kind: "call", operator, operands, type: "number" };
}
