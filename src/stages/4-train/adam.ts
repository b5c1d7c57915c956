/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019) on one flat vector.
 * The moments are kept without their factors (1 − β); those and the bias corrections go into two numbers per step,
 * which `adamRates` computes outside the graph.
 */
import { type Graph, tensorOf } from "../../core/onnx/index.ts";
import type { Precision } from "./network.ts";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

export interface AdamState {
  readonly parameters: string;
  readonly first: string;
  readonly second: string;
}

export interface AdamStep {
  /** Scalars of the step, see {@link adamRates}. */
  readonly stepSize: string;
  readonly damping: string;
  /** What to multiply the parameters with first, [parameters]; null is no decay. */
  readonly keep: string | null;
}

/** The two numbers of step `step` (from 1) at `learningRate`. */
export function adamRates(step: number, learningRate: number): { stepSize: number; damping: number } {
  const correction1 = 1 - beta1 ** step;
  const correction2 = 1 - beta2 ** step;
  const root = Math.sqrt(correction2 / (1 - beta2));
  return { stepSize: (learningRate * root * (1 - beta1)) / correction1, damping: epsilon * root };
}

/** One step down `gradient`. */
export function addAdam(
  g: Graph,
  state: AdamState,
  gradient: string,
  step: AdamStep,
  precision: Precision,
): AdamState {
  const decay1 = g.constant(tensorOf(precision, [], [beta1]));
  const decay2 = g.constant(tensorOf(precision, [], [beta2]));
  const first = g.node("Add", [g.node("Mul", [state.first, decay1]), gradient]);
  const squared = g.node("Mul", [gradient, gradient]);
  const second = g.node("Add", [g.node("Mul", [state.second, decay2]), squared]);
  const scale = g.node("Add", [g.node("Sqrt", [second]), step.damping]);
  const change = g.node("Mul", [g.node("Div", [first, scale]), step.stepSize]);
  const kept = step.keep === null ? state.parameters : g.node("Mul", [state.parameters, step.keep]);
  return { parameters: g.node("Sub", [kept, change]), first, second };
}
