/** Whether two answers are the same value, as DESIGN §4 wants: to the bit, or within 1e-9 where inexact. */
import { type ExpressionNode, type Value, walk } from "../../src/core/expression/index.ts";
import type { OracleValue } from "./oracle.ts";

function isInexact(node: ExpressionNode): boolean {
  return [...walk(node)].some((inner) => inner.kind === "call" && inner.operator === "log1p");
}

/** `scale` is the magnitude of the inputs of a sum, for what cancels within it; beyond the float range all is lost. */
export function agrees(expected: OracleValue, actual: Value, node: ExpressionNode): boolean {
  const { value, scale } = expected;
  if (Object.is(value, actual)) return true;
  if (Number.isNaN(scale) || scale > 1e300) return true;
  if (typeof value !== "number" || typeof actual !== "number") return false;
  if (scale === 0 && !isInexact(node)) return false;
  return Math.abs(value - actual) <= 1e-9 * Math.max(Math.abs(value), Math.abs(actual)) + 1e-12 * scale;
}
