/** Everything that the multiclass metrics are made of. The answer to a row is its most probable class, the first of equals. */
import { negativeLog } from "./log-loss.ts";

export interface MulticlassRows {
  readonly classes: number;
  /** Class of each row; −1 is a class that the model does not know, and always wrong. */
  readonly truth: Int32Array;
  readonly answer: Int32Array;
  readonly losses: Float64Array;
}

export interface MulticlassTally {
  readonly rows: number;
  readonly right: number;
  readonly meanLoss: number;
  /** Per class: rows of it, rows answered with it, rows where both. */
  readonly actual: Float64Array;
  readonly answered: Float64Array;
  readonly hits: Float64Array;
}

/** Prepares `probabilities` (row-major, rows × classes) for tallies. */
export function multiclassRows(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
): MulticlassRows {
  const rows = labels.length;
  const truth = new Int32Array(rows);
  const answer = new Int32Array(rows);
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const label = labels[row] ?? -1;
    truth[row] = label;
    answer[row] = mostProbable(probabilities, start, classes);
    losses[row] = negativeLog(label < 0 ? 0 : (probabilities[start + label] ?? 0));
  }
  return { classes, truth, answer, losses };
}

/** Counts `rows`, each as often as `counts` says (once without them). */
export function tallyMulticlass(rows: MulticlassRows, counts?: ArrayLike<number>): MulticlassTally {
  const { classes, truth, answer, losses } = rows;
  const actual = new Float64Array(classes);
  const answered = new Float64Array(classes);
  const hits = new Float64Array(classes);
  let total = 0;
  let right = 0;
  let lossSum = 0;
  for (let row = 0; row < truth.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0);
    const label = truth[row] ?? -1;
    const guess = answer[row] ?? 0;
    total += count;
    lossSum += count * (losses[row] ?? 0);
    answered[guess] = (answered[guess] ?? 0) + count;
    if (label >= 0) actual[label] = (actual[label] ?? 0) + count;
    if (label !== guess) continue;
    right += count;
    hits[guess] = (hits[guess] ?? 0) + count;
  }
  return { rows: total, right, meanLoss: lossSum / total, actual, answered, hits };
}

function mostProbable(probabilities: Float32Array, start: number, classes: number): number {
  let best = 0;
  for (let index = 1; index < classes; index++) {
    if ((probabilities[start + index] ?? 0) > (probabilities[start + best] ?? 0)) best = index;
  }
  return best;
}
