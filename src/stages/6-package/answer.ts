/** From the numbers of a model's output to the decision that a user gets. */
import type { Task } from "../../core/metric.ts";
import type { Answer, Manifest } from "./manifest.ts";

export interface Decision {
  readonly task: Task;
  /** Binary: at or above it, the answer is true. */
  readonly threshold: number | null;
  /** Multiclass: the labels in the order of the outputs. */
  readonly classes: readonly string[];
}

/** Threshold, classes and task, as the manifest keeps them. */
export function decisionOf({
  definition,
  threshold,
  network,
}: Pick<Manifest, "definition" | "threshold" | "network">): Decision {
  return { task: definition.events.label.task, threshold, classes: network.classes };
}

/** The answer that `output`, one row of probabilities or a value, stands for. */
export function answerOf(output: ArrayLike<number>, decision: Decision): Answer {
  return answerTable[decision.task](Array.from(output), decision);
}

const answerTable: Readonly<Record<Task, (output: readonly number[], decision: Decision) => Answer>> = {
  binary([probability = 0], { threshold }) {
    return { prediction: probability >= (threshold ?? 0.5), probability, probabilities: [] };
  },
  multiclass(output, { classes }) {
    const best = output.reduce((top, value, index) => (value > (output[top] ?? 0) ? index : top), 0);
    const probability = output[best] ?? 0;
    return { prediction: classes[best] ?? "", probability, probabilities: [...output] };
  },
  regression([value = 0]) {
    return { prediction: value, probability: null, probabilities: [] };
  },
};
