/** The rows of a chunk as graphs take them, and what the network makes of them first: its encoded input. */
import { type Graph, tensorOf } from "../../core/onnx/index.ts";
import type { Precision } from "./network.ts";
import type { RowLayout } from "./rows.ts";

export interface EncodedRowsOptions extends RowLayout {
  /** From encoded input to output. */
  readonly widths: readonly number[];
  readonly precision: Precision;
}

/** Declares the inputs that hold the rows of a chunk. */
export function declareRows(
  g: Graph,
  { denseColumns, codeColumns, precision }: Omit<EncodedRowsOptions, "widths">,
): void {
  if (denseColumns > 0) g.input("dense", precision, ["N", denseColumns]);
  if (codeColumns > 0) g.input("codes", "int32", ["N", codeColumns]);
  g.input("label", precision, ["N", 1]);
}

/** Dense columns and the one-hot blocks of the codes side by side: the network's input. */
export function addEncodedRows(
  g: Graph,
  dense: string | null,
  codes: string | null,
  { widths, denseColumns, precision }: EncodedRowsOptions,
): string {
  if (codes === null) return dense ?? "";
  const hotColumns = (widths[0] ?? 0) - denseColumns;
  const rowCount = g.node("Shape", [codes], { attributes: { start: { int: 0 }, end: { int: 1 } } });
  const shape = g.node("Concat", [rowCount, g.constant(tensorOf("int64", [1], [hotColumns]))], {
    attributes: { axis: { int: 0 } },
  });
  const zeros = g.node("ConstantOfShape", [shape], {
    attributes: { value: { tensor: tensorOf(precision, [1], [0]) } },
  });
  const local = g.node("Sub", [codes, g.constant(tensorOf("int32", [], [denseColumns]))]);
  const ones = g.node("ConstantOfShape", [g.node("Shape", [codes])], {
    attributes: { value: { tensor: tensorOf(precision, [1], [1]) } },
  });
  const hot = g.node("ScatterElements", [zeros, local, ones], { attributes: { axis: { int: 1 } } });
  return dense === null ? hot : g.node("Concat", [dense, hot], { attributes: { axis: { int: 1 } } });
}
