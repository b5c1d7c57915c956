/**
 * The epoch as an ONNX graph: a Scan over minibatches inside one native call. Every step gathers its rows by a
 * permuted index, runs the network forward and backward, and moves the flat vector of parameters by Adam.
 */
import type { Task } from "../../core/metric.ts";
import { type Graph, graph, tensorOf } from "../../core/onnx/index.ts";
import { encodeModel } from "../../core/onnx/model.ts";
import { addAdam } from "./adam.ts";
import { type LossContext, lossTable } from "./loss.ts";
import {
  addBackward,
  addForward,
  type ForwardPass,
  type LayerNames,
  type Precision,
  parameterCount,
  splitParameters,
  weightMask,
} from "./network.ts";

export interface TrainingGraphOptions {
  readonly task: Task;
  /** From encoded input to output. */
  readonly widths: readonly number[];
  /** Columns of `dense`; the others are one-hot. */
  readonly denseColumns: number;
  /** Columns of `codes`: the text inputs. */
  readonly codeColumns: number;
  /** Weight of each class (binary: false, true) in the loss; null is 1 each. */
  readonly classWeights: readonly number[] | null;
  readonly l2: number;
  readonly weightDecay: number;
  readonly clipGradient: number | null;
  /** One [patterns, width] matrix per hidden layer; empty is no dropout. */
  readonly dropoutPatterns: readonly (readonly Float64Array[])[];
  readonly precision?: Precision;
}

type Resolved = Required<TrainingGraphOptions>;

interface Batch {
  readonly encoded: string;
  readonly label: string;
  readonly masks: readonly string[];
}

/**
 * Inputs: `dense` [N, denseColumns], `codes` int32 [N, codeColumns] (columns of `encoded`), `label` [N, 1], the state
 * `parameters`, `first`, `second` [P], `rowShare` scalar (1 / rows of a batch), and for each step `rows` int32
 * [S, B], `stepSize`, `damping`, `decay` [S], `patterns` int32 [S, B] where units are dropped.
 * Outputs: the state as `parametersAfter`, `firstAfter`, `secondAfter`, and each step's `loss` [S].
 */
export function buildTrainingGraph(options: TrainingGraphOptions): Uint8Array {
  const settings: Resolved = { precision: "float", ...options };
  const { precision, widths } = settings;
  const size = parameterCount(widths);
  const outer = graph("epoch");
  declareRows(outer, settings);
  const state = ["parameters", "first", "second"].map((name) => outer.input(name, precision, [size]));
  outer.input("rowShare", precision, []);
  const perStep = [
    outer.input("rows", "int32", ["S", "B"]),
    ...["stepSize", "damping", "decay"].map((name) => outer.input(name, precision, ["S"])),
    ...(settings.dropoutPatterns.length > 0 ? [outer.input("patterns", "int32", ["S", "B"])] : []),
  ];
  outer.node("Scan", [...state, ...perStep], {
    outputs: ["parametersAfter", "firstAfter", "secondAfter", "loss"],
    attributes: { body: { graph: buildStep(settings) }, num_scan_inputs: { int: perStep.length } },
  });
  for (const name of ["parametersAfter", "firstAfter", "secondAfter"]) outer.output(name, precision, [size]);
  outer.output("loss", precision, ["S"]);
  return encodeModel(outer.finish());
}

function buildStep(settings: Resolved): ReturnType<Graph["finish"]> {
  const { precision, widths, weightDecay, dropoutPatterns } = settings;
  const size = parameterCount(widths);
  const g = graph("step", "step_");
  const [parameters = "", first = "", second = ""] = ["p", "m", "v"].map((name) =>
    g.input(`step_${name}`, precision, [size]),
  );
  const rows = g.input("step_rows", "int32", ["B"]);
  const [stepSize = "", damping = "", decay = ""] = ["size", "damping", "decay"].map((name) =>
    g.input(`step_${name}`, precision, []),
  );
  const patterns = dropoutPatterns.length > 0 ? g.input("step_patterns", "int32", ["B"]) : null;
  const batch = addBatch(g, rows, patterns, settings);
  const { gradient, loss } = addGradient(g, parameters, batch, "rowShare", settings);
  const keep = weightDecay > 0 ? addKeep(g, decay, settings) : null;
  const after = addAdam(g, { parameters, first, second }, gradient, { stepSize, damping, keep }, precision);
  for (const name of [after.parameters, after.first, after.second]) g.output(name, precision, [size]);
  g.output(loss, precision, []);
  return g.finish();
}

/** Declares the inputs that hold the rows of a chunk. */
export function declareRows(
  g: Graph,
  settings: Pick<Resolved, "denseColumns" | "codeColumns" | "precision">,
): void {
  const { denseColumns, codeColumns, precision } = settings;
  if (denseColumns > 0) g.input("dense", precision, ["N", denseColumns]);
  if (codeColumns > 0) g.input("codes", "int32", ["N", codeColumns]);
  g.input("label", precision, ["N", 1]);
}

function addBatch(g: Graph, rows: string, patterns: string | null, settings: Resolved): Batch {
  const { denseColumns, codeColumns, dropoutPatterns, precision } = settings;
  const pick = (name: string) => g.node("Gather", [name, rows]);
  const encoded = addEncodedRows(
    g,
    denseColumns > 0 ? pick("dense") : null,
    codeColumns > 0 ? pick("codes") : null,
    settings,
  );
  const masks = dropoutPatterns.map((layer, index) => {
    const shape = [layer.length, layer[0]?.length ?? 0];
    const table = tensorOf(
      precision,
      shape,
      layer.flatMap((pattern) => [...pattern]),
    );
    return g.node("Gather", [g.initialiser(`step_patterns_${index + 1}`, table), patterns ?? ""]);
  });
  return { encoded, label: pick("label"), masks };
}

/** Dense columns and the one-hot blocks of the codes side by side: the network's input. */
export function addEncodedRows(
  g: Graph,
  dense: string | null,
  codes: string | null,
  settings: Pick<Resolved, "widths" | "denseColumns" | "codeColumns" | "precision">,
): string {
  const { widths, denseColumns, precision } = settings;
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

/** The loss of a batch with its penalty, and its gradient by the flat parameters, clipped where wanted. */
export function addGradient(
  g: Graph,
  parameters: string,
  batch: Batch,
  rowShare: string,
  settings: Resolved,
): { readonly loss: string; readonly gradient: string } {
  const { task, widths, precision, classWeights, l2, clipGradient } = settings;
  const layers: LayerNames[] = splitParameters(g, parameters, widths);
  const forward: ForwardPass = addForward(g, batch.encoded, layers, batch.masks);
  const rule = lossTable[task];
  const context: LossContext = { precision, outputs: widths.at(-1) ?? 1 };
  const target = rule.target(g, batch.label, context);
  let share = rowShare;
  if (classWeights !== null) {
    const table = g.initialiser(
      "step_class_weights",
      tensorOf(precision, [classWeights.length], classWeights),
    );
    const index = g.node("Cast", [batch.label], { attributes: { to: { int: 7 } } });
    share = g.node("Mul", [g.node("Gather", [table, index]), rowShare]);
  }
  const perRow = g.node("Mul", [rule.perRow(g, forward.logit, target, context), share]);
  const ofLogit = g.node("Mul", [rule.gradient(g, forward.logit, target, context), share]);
  const plain = {
    loss: g.node("ReduceSum", [perRow], { attributes: { keepdims: { int: 0 } } }),
    gradient: addBackward(g, ofLogit, forward, layers, batch.masks),
  };
  const { loss, gradient } = l2 > 0 ? addPenalty(g, parameters, plain, settings) : plain;
  return { loss, gradient: clipGradient === null ? gradient : addClip(g, gradient, clipGradient, precision) };
}

function maskConstant(g: Graph, { widths, precision }: Resolved): string {
  const mask = weightMask(widths);
  return g.constant(tensorOf(precision, [mask.length], mask));
}

function addPenalty(
  g: Graph,
  parameters: string,
  plain: { readonly loss: string; readonly gradient: string },
  settings: Resolved,
): { readonly loss: string; readonly gradient: string } {
  const { l2, precision } = settings;
  const weights = g.node("Mul", [parameters, maskConstant(g, settings)]);
  const squares = g.node("ReduceSumSquare", [weights], { attributes: { keepdims: { int: 0 } } });
  const penalty = g.node("Mul", [squares, g.constant(tensorOf(precision, [], [l2 / 2]))]);
  const slope = g.node("Mul", [weights, g.constant(tensorOf(precision, [], [l2]))]);
  return { loss: g.node("Add", [plain.loss, penalty]), gradient: g.node("Add", [plain.gradient, slope]) };
}

function addClip(g: Graph, gradient: string, greatest: number, precision: Precision): string {
  const norm = g.node("ReduceL2", [gradient], { attributes: { keepdims: { int: 0 } } });
  const bound = g.constant(tensorOf(precision, [], [greatest]));
  return g.node("Mul", [gradient, g.node("Div", [bound, g.node("Max", [norm, bound])])]);
}

function addKeep(g: Graph, decay: string, settings: Resolved): string {
  const lost = g.node("Mul", [maskConstant(g, settings), decay]);
  return g.node("Sub", [g.constant(tensorOf(settings.precision, [], [1])), lost]);
}
