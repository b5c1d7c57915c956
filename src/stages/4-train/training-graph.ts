/**
 * The epoch as an ONNX graph: a Scan over minibatches inside one native call. The rows of all its steps are gathered by
 * a permuted index before it, and their losses computed after it, as both cost less at once than step by step.
 */
import { type Graph, graph, tensorOf } from "../../core/onnx/index.ts";
import { encodeModel } from "../../core/onnx/model.ts";
import { declareRows } from "./encoded-rows.ts";
import { lossTable } from "./loss.ts";
import { parameterCount } from "./network.ts";
import { buildStep, type TrainingGraphOptions, type TrainingSettings } from "./training-step.ts";

/**
 * Inputs: `dense` [N, denseColumns], `codes` int32 [N, codeColumns] (columns of `encoded`), `label` [N, 1], the state
 * `parameters`, `first`, `second` [P], `rowShare` scalar (1 / rows of a batch), and for each step `rows` int32
 * [S, B], `stepSize`, `damping`, `decay` [S], `patterns` int32 [S, B] where units are dropped.
 * Outputs: the state as `parametersAfter`, `firstAfter`, `secondAfter`, and each step's `loss` [S].
 */
export function buildTrainingGraph(options: TrainingGraphOptions): Uint8Array {
  const settings: TrainingSettings = { precision: "float", ...options };
  const { precision, widths, l2, dropoutPatterns } = settings;
  const size = parameterCount(widths);
  const g = graph("epoch");
  declareRows(g, settings);
  const state = ["parameters", "first", "second"].map((name) => g.input(name, precision, [size]));
  g.input("rowShare", precision, []);
  g.input("rows", "int32", ["S", "B"]);
  const batches = addBatches(g, settings);
  const perStep = [
    ...batches.scanned,
    ...["stepSize", "damping", "decay"].map((name) => g.input(name, precision, ["S"])),
    ...(dropoutPatterns.length > 0 ? [g.input("patterns", "int32", ["S", "B"])] : []),
  ];
  const after = ["parametersAfter", "firstAfter", "secondAfter"];
  g.node("Scan", [...state, ...perStep], {
    outputs: [...after, "logits", ...(l2 > 0 ? ["penalties"] : [])],
    attributes: { body: { graph: buildStep(settings) }, num_scan_inputs: { int: perStep.length } },
  });
  for (const name of after) g.output(name, precision, [size]);
  g.output(addLosses(g, batches, settings), precision, ["S"]);
  return encodeModel(g.finish());
}

interface Batches {
  /** What each step sees of its rows, each [S, B, …]. */
  readonly scanned: readonly string[];
  readonly target: string;
  /** What each row's loss counts: [S, B], or a scalar where all count the same. */
  readonly share: string;
}

/** The rows of all steps; beside them what every step sees: `ones` [1, B] and, without class weights, `share` [B, 1]. */
function addBatches(g: Graph, settings: TrainingSettings): Batches {
  const { task, widths, denseColumns, codeColumns, precision, classWeights } = settings;
  const pick = (name: string) => g.node("Gather", [name, "rows"]);
  const scanned = [...(denseColumns > 0 ? [pick("dense")] : []), ...(codeColumns > 0 ? [pick("codes")] : [])];
  const label = pick("label");
  const target = lossTable[task].target(g, label, { precision, outputs: widths.at(-1) ?? 1 });
  const batchRows = g.node("Shape", ["rows"], { attributes: { start: { int: 1 } } });
  const one = g.constant(tensorOf(precision, [1, 1], [1]));
  g.node("Expand", [one, batchRows], { outputs: ["ones"] });
  if (classWeights === null) {
    const shape = g.constant(tensorOf("int64", [2], [-1, 1]));
    g.node("Reshape", [g.node("Mul", ["ones", "rowShare"]), shape], { outputs: ["share"] });
    return { scanned: [...scanned, target], target, share: "rowShare" };
  }
  const table = g.initialiser("classWeights", tensorOf(precision, [classWeights.length], classWeights));
  const index = g.node("Cast", [label], { attributes: { to: { int: 7 } } });
  const weights = g.node("Reshape", [g.node("Gather", [table, index]), g.node("Shape", ["rows"])]);
  const share = g.node("Mul", [weights, "rowShare"]);
  const column = g.node("Reshape", [share, g.constant(tensorOf("int64", [3], [0, 0, 1]))]);
  return { scanned: [...scanned, target, column], target, share };
}

/** Each step's loss, [S], from the logits of its rows, and its penalty. */
function addLosses(g: Graph, { target, share }: Batches, settings: TrainingSettings): string {
  const { task, widths, precision, l2 } = settings;
  const outputs = widths.at(-1) ?? 1;
  // The engine goes through [S, B, 1] value by value where the other side is a scalar; through [S, B] it does not.
  const shape = g.node("Shape", ["rows"]);
  const even = (value: string) => g.node("Reshape", [value, shape]);
  const [logit, wanted] = task === "multiclass" ? ["logits", target] : [even("logits"), even(target)];
  const perRow = even(lossTable[task].perRow(g, logit, wanted, { precision, outputs }));
  const axis = g.constant(tensorOf("int64", [1], [1]));
  const outer = l2 > 0 ? {} : { outputs: ["loss"] };
  const loss = g.node("ReduceSum", [g.node("Mul", [perRow, share]), axis], {
    ...outer,
    attributes: { keepdims: { int: 0 } },
  });
  return l2 > 0 ? g.node("Add", [loss, "penalties"], { outputs: ["loss"] }) : loss;
}
