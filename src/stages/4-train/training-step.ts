/** One step of training as the body of the epoch's Scan: forward, backward, and Adam on the flat vector of parameters. */
import type { Task } from "../../core/metric.ts";
import { type Graph, graph, tensorOf } from "../../core/onnx/index.ts";
import { addAdam } from "./adam.ts";
import { addEncodedRows } from "./encoded-rows.ts";
import { lossTable } from "./loss.ts";
import {
  addBackward,
  addForward,
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

/** The options with all their defaults. */
export type TrainingSettings = Required<TrainingGraphOptions>;

/**
 * Inputs, in this order: the state; of the step's rows `dense`, `codes` (where there are any), the target and, with
 * class weights, each row's share; the step's rates; its dropout patterns. From around it: `ones` and, without class
 * weights, `share`. Outputs: the state after it, the logits [B, outputs] before it and, with L2, the penalty.
 */
export function buildStep(settings: TrainingSettings): ReturnType<Graph["finish"]> {
  const { precision, widths } = settings;
  const size = parameterCount(widths);
  const g = graph("step", "step_");
  const [parameters = "", first = "", second = ""] = ["p", "m", "v"].map((name) =>
    g.input(`step_${name}`, precision, [size]),
  );
  const batch = declareBatch(g, settings);
  const [stepSize = "", damping = "", decay = ""] = ["size", "damping", "decay"].map((name) =>
    g.input(`step_${name}`, precision, []),
  );
  const layers = splitParameters(g, parameters, widths);
  const masks = addMasks(g, settings);
  const forward = addForward(g, addEncodedRows(g, batch.dense, batch.codes, settings), layers, masks);
  const context = { precision, outputs: widths.at(-1) ?? 1 };
  const perRow = lossTable[settings.task].gradient(g, forward.logit, batch.target, context);
  const ofLogit = g.node("Mul", [perRow, batch.share]);
  const plain = addBackward(g, ofLogit, { forward, layers, masks, precision });
  const { gradient, penalty } = addPenalty(g, parameters, plain, settings);
  const clipped = addClip(g, gradient, settings);
  const keep = addKeep(g, decay, settings);
  const after = addAdam(g, { parameters, first, second }, clipped, { stepSize, damping, keep }, precision);
  for (const name of [after.parameters, after.first, after.second]) g.output(name, precision, [size]);
  g.output(forward.logit, precision, ["B", context.outputs]);
  if (penalty !== null) g.output(penalty, precision, []);
  return g.finish();
}

interface Batch {
  readonly dense: string | null;
  readonly codes: string | null;
  readonly target: string;
  readonly share: string;
}

function declareBatch(g: Graph, settings: TrainingSettings): Batch {
  const { precision, widths, denseColumns, codeColumns, classWeights } = settings;
  return {
    dense: denseColumns > 0 ? g.input("step_dense", precision, ["B", denseColumns]) : null,
    codes: codeColumns > 0 ? g.input("step_codes", "int32", ["B", codeColumns]) : null,
    target: g.input("step_target", precision, ["B", widths.at(-1) ?? 1]),
    share: classWeights === null ? "share" : g.input("step_share", precision, ["B", 1]),
  };
}

/** For each hidden layer what its units are multiplied with, [B, width]. */
function addMasks(g: Graph, { dropoutPatterns, precision }: TrainingSettings): string[] {
  if (dropoutPatterns.length === 0) return [];
  const patterns = g.input("step_patterns", "int32", ["B"]);
  return dropoutPatterns.map((layer, index) => {
    const shape = [layer.length, layer[0]?.length ?? 0];
    const values = layer.flatMap((pattern) => [...pattern]);
    const table = g.initialiser(`step_patterns_${index + 1}`, tensorOf(precision, shape, values));
    return g.node("Gather", [table, patterns]);
  });
}

function maskConstant(g: Graph, { widths, precision }: TrainingSettings): string {
  const mask = weightMask(widths);
  return g.constant(tensorOf(precision, [mask.length], mask));
}

interface Slope {
  readonly gradient: string;
  /** What L2 adds to the loss; null without it. */
  readonly penalty: string | null;
}

function addPenalty(g: Graph, parameters: string, plain: string, settings: TrainingSettings): Slope {
  const { l2, precision } = settings;
  if (l2 === 0) return { gradient: plain, penalty: null };
  const weights = g.node("Mul", [parameters, maskConstant(g, settings)]);
  const squares = g.node("ReduceSumSquare", [weights], { attributes: { keepdims: { int: 0 } } });
  const penalty = g.node("Mul", [squares, g.constant(tensorOf(precision, [], [l2 / 2]))]);
  const slope = g.node("Mul", [weights, g.constant(tensorOf(precision, [], [l2]))]);
  return { gradient: g.node("Add", [plain, slope]), penalty };
}

function addClip(g: Graph, gradient: string, { clipGradient, precision }: TrainingSettings): string {
  if (clipGradient === null) return gradient;
  const norm = g.node("ReduceL2", [gradient], { attributes: { keepdims: { int: 0 } } });
  const bound = g.constant(tensorOf(precision, [], [clipGradient]));
  return g.node("Mul", [gradient, g.node("Div", [bound, g.node("Max", [norm, bound])])]);
}

/** What weight decay leaves of each parameter; null without it. */
function addKeep(g: Graph, decay: string, settings: TrainingSettings): string | null {
  if (settings.weightDecay === 0) return null;
  const lost = g.node("Mul", [maskConstant(g, settings), decay]);
  return g.node("Sub", [g.constant(tensorOf(settings.precision, [], [1])), lost]);
}
