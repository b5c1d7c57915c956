/** All parameters of a network lie in one flat vector: for each layer its weights row by row, then its biases. */
import { elementTypes, type Graph, tensorOf } from "../../core/onnx/index.ts";
import { seededRandom } from "../../core/random.ts";
import type { Layer } from "./inference-graph.ts";

/** Floating-point type of a training graph: float to train, double to check gradients. */
export type Precision = "float" | "double";

export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** The layers between `widths`, e.g. [14, 32, 1] has two. */
export function layerShapes(widths: readonly number[]): LayerShape[] {
  return widths.slice(1).map((outputs, index) => ({ inputs: widths[index] ?? 0, outputs }));
}

export function parameterCount(widths: readonly number[]): number {
  return layerShapes(widths).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

/** 1 for each weight and 0 for each bias: what L2 and weight decay work on. */
export function weightMask(widths: readonly number[]): Float64Array {
  const mask = new Float64Array(parameterCount(widths));
  let at = 0;
  for (const { inputs, outputs } of layerShapes(widths)) {
    mask.fill(1, at, at + inputs * outputs);
    at += (inputs + 1) * outputs;
  }
  return mask;
}

export interface InitialOptions {
  readonly seed: number;
  /** How many columns of the first layer are not 0 in a row; one-hot blocks count as one. */
  readonly activeInputs: number;
  /** Columns that no training row has: their weights begin, and so stay, at 0. */
  readonly emptyColumns: readonly number[];
}

/** Random normal weights of variance 2/fan-in (He et al. 2015; the output layer 1/fan-in) and biases of 0. */
export function initialParameters(widths: readonly number[], options: InitialOptions): Float32Array {
  const random = seededRandom(options.seed);
  const parameters = new Float32Array(parameterCount(widths));
  let at = 0;
  layerShapes(widths).forEach(({ inputs, outputs }, index, layers) => {
    const fanIn = Math.max(1, index === 0 ? options.activeInputs : inputs);
    const deviation = Math.sqrt((index === layers.length - 1 ? 1 : 2) / fanIn);
    for (let i = 0; i < inputs * outputs; i++) parameters[at + i] = random.normal() * deviation;
    if (index === 0)
      for (const column of options.emptyColumns) {
        parameters.fill(0, at + column * outputs, at + (column + 1) * outputs);
      }
    at += (inputs + 1) * outputs;
  });
  return parameters;
}

/** The layers that a flat vector holds. */
export function layersOf(widths: readonly number[], parameters: Float32Array): Layer[] {
  let at = 0;
  return layerShapes(widths).map(({ inputs, outputs }) => {
    const weight = parameters.slice(at, at + inputs * outputs);
    const bias = parameters.slice(at + inputs * outputs, at + (inputs + 1) * outputs);
    at += (inputs + 1) * outputs;
    return { inputs, outputs, weight, bias };
  });
}

export interface LayerNames {
  readonly weight: string;
  readonly bias: string;
}

/** Cuts the flat vector `parameters` into the weights and biases of each layer, inside a graph. */
export function splitParameters(g: Graph, parameters: string, widths: readonly number[]): LayerNames[] {
  const shapes = layerShapes(widths);
  const sizes = shapes.flatMap(({ inputs, outputs }) => [inputs * outputs, outputs]);
  const parts = sizes.map((_, index) => `${parameters}_part_${index}`);
  g.node("Split", [parameters, g.constant(tensorOf("int64", [sizes.length], sizes))], { outputs: parts });
  return shapes.map(({ inputs, outputs }, index) => ({
    weight: g.node("Reshape", [
      parts[2 * index] ?? "",
      g.constant(tensorOf("int64", [2], [inputs, outputs])),
    ]),
    bias: parts[2 * index + 1] ?? "",
  }));
}

/** `value` as `precision`. */
export function cast(g: Graph, value: string, precision: Precision | "int64"): string {
  return g.node("Cast", [value], { attributes: { to: { int: elementTypes[precision].code } } });
}

export interface ForwardPass {
  readonly logit: string;
  /** What enters each layer: the encoded rows, then the hidden values after ReLU and dropout. */
  readonly entering: readonly string[];
}

/** The network from `encoded` rows to `logit`; `masks` has one [rows, width] value per hidden layer to drop units. */
export function addForward(
  g: Graph,
  encoded: string,
  layers: readonly LayerNames[],
  masks: readonly string[] = [],
): ForwardPass {
  const entering = [encoded];
  let value = encoded;
  layers.forEach(({ weight, bias }, index) => {
    value = g.node("Gemm", [value, weight, bias]);
    if (index === layers.length - 1) return;
    value = g.node("Relu", [value]);
    const mask = masks[index];
    if (mask !== undefined) value = g.node("Mul", [value, mask]);
    entering.push(value);
  });
  return { logit: value, entering };
}

export interface BackwardInputs {
  readonly forward: ForwardPass;
  readonly layers: readonly LayerNames[];
  readonly masks: readonly string[];
  readonly precision: Precision;
}

/**
 * The gradient of the loss by all parameters as one flat vector, from its gradient by the logit; `ones` [1, rows] must
 * stand around the graph.
 */
export function addBackward(
  g: Graph,
  gradientOfLogit: string,
  { forward, layers, masks, precision }: BackwardInputs,
): string {
  const flat = g.constant(tensorOf("int64", [1], [-1]));
  let gradient = gradientOfLogit;
  const parts: string[] = [];
  for (let index = layers.length - 1; index >= 0; index--) {
    const entering = forward.entering[index] ?? "";
    const ofWeight = g.node("Gemm", [entering, gradient], { attributes: { transA: { int: 1 } } });
    // The sum over the rows, at a tenth of ReduceSum's time.
    const ofBias = g.node("Gemm", ["ones", gradient]);
    parts.unshift(g.node("Reshape", [ofWeight, flat]), g.node("Reshape", [ofBias, flat]));
    if (index === 0) break;
    const back = g.node("Gemm", [gradient, layers[index]?.weight ?? ""], {
      attributes: { transB: { int: 1 } },
    });
    // What entered is above 0 exactly where ReLU let it through and dropout kept it.
    const isAbove = g.node("Greater", [entering, g.constant(tensorOf(precision, [], [0]))]);
    const passed = g.node("Mul", [back, cast(g, isAbove, precision)]);
    const mask = masks[index - 1];
    gradient = mask === undefined ? passed : g.node("Mul", [passed, mask]);
  }
  return g.node("Concat", parts, { attributes: { axis: { int: 0 } } });
}
