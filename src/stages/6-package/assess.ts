/** How right a model's answers are, and how far they are from another's. */

import { binaryLoss } from "../../core/statistics/log-loss.ts";
import { multiclassRows, tallyMulticlass } from "../../core/statistics/multiclass-tally.ts";
import type { Scores } from "../5-validate/index.ts";

export interface Quality {
  /** Null for regression. */
  readonly accuracy: number | null;
  readonly logLoss: number | null;
  /** Null but for regression. */
  readonly rmse: number | null;
  readonly r2: number | null;
}

type Answered = Pick<Scores, "task" | "width" | "answers" | "labels">;

/** Accuracy and log loss of scored rows, or RMSE and R². `threshold` decides a binary answer. */
export function assess(scores: Answered, threshold: number): Quality {
  const { task, width, answers, labels } = scores;
  if (task === "regression") return assessNumbers(answers, labels);
  if (task === "multiclass") {
    const { right, rows, meanLoss } = tallyMulticlass(multiclassRows(answers, labels, width));
    return { accuracy: right / rows, logLoss: meanLoss, rmse: null, r2: null };
  }
  let [right, loss] = [0, 0];
  labels.forEach((label, row) => {
    const answer = answers[row] ?? 0;
    if (answer >= threshold === (label === 1)) right += 1;
    loss += binaryLoss(answer, label);
  });
  return { accuracy: right / labels.length, logLoss: loss / labels.length, rmse: null, r2: null };
}

/** The greatest difference between two models' answers to the same rows. */
export function greatestChange(one: Float32Array, other: Float32Array): number {
  return one.reduce((worst, answer, at) => Math.max(worst, Math.abs(answer - (other[at] ?? 0))), 0);
}

function assessNumbers(answers: Float32Array, labels: Float64Array): Quality {
  const mean = labels.reduce((sum, label) => sum + label / labels.length, 0);
  let [wrong, spread] = [0, 0];
  labels.forEach((label, row) => {
    wrong += (label - (answers[row] ?? 0)) ** 2;
    spread += (label - mean) ** 2;
  });
  const rmse = Math.sqrt(wrong / labels.length);
  return { accuracy: null, logLoss: null, rmse, r2: spread === 0 ? null : 1 - wrong / spread };
}
