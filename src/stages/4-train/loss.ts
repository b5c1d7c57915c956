/** The loss of each task and its gradient by the logit, as graph nodes: one rule per task. */
import type { Task } from "../../core/metric.ts";
import { type Graph, tensorOf } from "../../core/onnx/index.ts";
import { negativeLog } from "../../core/statistics/log-loss.ts";
import { cast, type Precision } from "./network.ts";

export interface LossContext {
  readonly precision: Precision;
  /** Width of the logit: the classes of a multiclass label, otherwise 1. */
  readonly outputs: number;
}

interface LossRule {
  /** Label [rows, 1] (0 or 1, the index of the class, the standardised value) as the logit's target. */
  readonly target: (g: Graph, label: string, context: LossContext) => string;
  /** Loss of each row, [rows, 1], in nats; regression: the squared error. */
  readonly perRow: (g: Graph, logit: string, target: string, context: LossContext) => string;
  /** Gradient of each row's loss by its logit. */
  readonly gradient: (g: Graph, logit: string, target: string, context: LossContext) => string;
  /**
   * The loss in a measurement where the label may be −1, a class that no training row has: a probability of 0, which
   * counts as the least that a loss counts anywhere. Null where there is no such label.
   */
  readonly withUnseen: ((g: Graph, perRow: string, label: string, context: LossContext) => string) | null;
  /** Whether each row's most probable answer is right, as bool; null where there is no right and wrong. */
  readonly correct: ((g: Graph, logit: string, label: string, context: LossContext) => string) | null;
}

export const lossTable: Readonly<Record<Task, LossRule>> = {
  binary: {
    target: (_, label) => label,
    perRow(g, logit, target, { precision }) {
      // log(1 + e^z) − y·z in the form that does not overflow.
      const one = g.constant(tensorOf(precision, [], [1]));
      const decay = g.node("Exp", [g.node("Neg", [g.node("Abs", [logit])])]);
      const softplus = g.node("Add", [g.node("Relu", [logit]), g.node("Log", [g.node("Add", [decay, one])])]);
      return g.node("Sub", [softplus, g.node("Mul", [target, logit])]);
    },
    gradient: (g, logit, target) => g.node("Sub", [g.node("Sigmoid", [logit]), target]),
    withUnseen: null,
    correct(g, logit, label, { precision }) {
      const predicted = g.node("Greater", [logit, g.constant(tensorOf(precision, [], [0]))]);
      const actual = g.node("Greater", [label, g.constant(tensorOf(precision, [], [0.5]))]);
      return g.node("Equal", [predicted, actual]);
    },
  },
  multiclass: {
    target(g, label, { precision, outputs }) {
      const indices = g.constant(tensorOf(precision, [1, outputs], [...Array(outputs).keys()]));
      return cast(g, g.node("Equal", [label, indices]), precision);
    },
    perRow(g, logit, target) {
      const logProbability = g.node("LogSoftmax", [logit], { attributes: { axis: { int: -1 } } });
      const axis = g.constant(tensorOf("int64", [1], [-1]));
      return g.node("Neg", [g.node("ReduceSum", [g.node("Mul", [target, logProbability]), axis])]);
    },
    gradient(g, logit, target) {
      return g.node("Sub", [g.node("Softmax", [logit], { attributes: { axis: { int: -1 } } }), target]);
    },
    withUnseen(g, perRow, label, { precision }) {
      const isUnseen = g.node("Less", [label, g.constant(tensorOf(precision, [], [0]))]);
      return g.node("Where", [isUnseen, g.constant(tensorOf(precision, [], [negativeLog(0)])), perRow]);
    },
    correct(g, logit, label, { precision }) {
      const best = g.node("ArgMax", [logit], { attributes: { axis: { int: -1 }, keepdims: { int: 1 } } });
      return g.node("Equal", [cast(g, best, precision), label]);
    },
  },
  regression: {
    target: (_, label) => label,
    perRow(g, logit, target) {
      const error = g.node("Sub", [logit, target]);
      return g.node("Mul", [error, error]);
    },
    gradient(g, logit, target, { precision }) {
      return g.node("Mul", [g.node("Sub", [logit, target]), g.constant(tensorOf(precision, [], [2]))]);
    },
    withUnseen: null,
    correct: null,
  },
};
