/** The forward pass over rows as they are: loss and right answers, without dropout, weights or penalties. */
import { encodeModel, graph, tensorOf } from "../../core/onnx/index.ts";
import { addEncodedRows, declareRows } from "./encoded-rows.ts";
import { lossTable } from "./loss.ts";
import { addForward, cast, parameterCount, splitParameters } from "./network.ts";
import type { TrainingGraphOptions } from "./training-step.ts";

/**
 * Inputs: `dense`, `codes` and `label` of N rows and the flat `parameters`. Outputs: the sum of the rows' `loss` and,
 * but for regression, the number of rows answered `correct`ly.
 */
export function buildEvaluationGraph(options: TrainingGraphOptions): Uint8Array {
  const { task, widths, precision = "float" } = options;
  const g = graph("evaluation");
  declareRows(g, { ...options, precision });
  const parameters = g.input("parameters", precision, [parameterCount(widths)]);
  const dense = options.denseColumns > 0 ? "dense" : null;
  const codes = options.codeColumns > 0 ? "codes" : null;
  const encoded = addEncodedRows(g, dense, codes, { ...options, precision });
  const { logit } = addForward(g, encoded, splitParameters(g, parameters, widths));
  const rule = lossTable[task];
  const context = { precision, outputs: widths.at(-1) ?? 1 };
  // The engine goes through [N, 1] value by value where the other side is a scalar; through [N] it does not.
  const even = (value: string) => g.node("Reshape", [value, g.constant(tensorOf("int64", [1], [-1]))]);
  const [answer, label] = task === "multiclass" ? [logit, "label"] : [even(logit), even("label")];
  const seen = rule.perRow(g, answer, rule.target(g, label, context), context);
  const perRow = rule.withUnseen === null ? seen : rule.withUnseen(g, seen, label, context);
  const sum = (value: string, name: string) =>
    g.node("ReduceSum", [cast(g, value, "double")], {
      outputs: [name],
      attributes: { keepdims: { int: 0 } },
    });
  g.output(sum(perRow, "loss"), "double", []);
  if (rule.correct !== null) g.output(sum(rule.correct(g, answer, label, context), "correct"), "double", []);
  return encodeModel(g.finish());
}
