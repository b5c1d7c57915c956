/**
 * Temperature scaling (Guo et al. 2017): every log-probability is divided by one T. On the scale of u = ln T the loss
 * has a single valley between the bounds, which a golden-section search finds.
 */
import { seededRandom } from "../random.ts";
import { leastProbability, negativeLog } from "./log-loss.ts";
import { shuffle } from "./resample.ts";

export interface CalibrationRows {
  /** Log-probabilities, row-major, rows × classes; only differences within a row matter. */
  readonly logits: Float32Array;
  readonly classes: number;
  readonly labels: Int32Array;
}

const bounds = { low: Math.log(0.05), high: Math.log(20) };
const folds = 5;
/** They leave ln T uncertain by 10⁻⁵. */
const searchSteps = 28;

/** The rows of `probabilities` (rows × 1 of a positive class, or rows × classes) that have a known class, for calibration. */
export function calibrationRows(
  probabilities: Float32Array,
  labels: ArrayLike<number>,
  rows: Uint32Array,
): CalibrationRows {
  const width = labels.length === 0 ? 1 : probabilities.length / labels.length;
  const classes = Math.max(2, width);
  const known = rows.filter((row) => (labels[row] ?? -1) >= 0);
  const logits = new Float32Array(known.length * classes);
  for (let index = 0; index < known.length; index++) {
    const start = (known[index] ?? 0) * width;
    for (let column = 0; column < classes; column++) {
      const probability =
        width > 1
          ? (probabilities[start + column] ?? 0)
          : column === 1
            ? (probabilities[start] ?? 0)
            : 1 - (probabilities[start] ?? 0);
      logits[index * classes + column] = Math.log(Math.max(leastProbability, probability));
    }
  }
  return { logits, classes, labels: Int32Array.from(known, (row) => labels[row] ?? 0) };
}

/** The temperature with the least mean log loss on `rows`; between 0.05 and 20. */
export function fitTemperature(data: CalibrationRows, rows?: Uint32Array): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let { low, high } = bounds;
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let leftLoss = lossAt(data, Math.exp(left), rows);
  let rightLoss = lossAt(data, Math.exp(right), rows);
  for (let step = 0; step < searchSteps; step++) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = lossAt(data, Math.exp(left), rows);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = lossAt(data, Math.exp(right), rows);
    }
  }
  return Math.exp((low + high) / 2);
}

/** The mean log loss of rows at temperature 1, and at temperatures each fitted on the other four fifths of the rows. */
export function crossFittedLoss(data: CalibrationRows, seed: number): { before: number; after: number } {
  const order = Uint32Array.from(data.labels, (_, row) => row);
  shuffle(order, seededRandom(seed));
  let after = 0;
  for (let fold = 0; fold < folds; fold++) {
    const held = order.filter((_, index) => index % folds === fold);
    if (held.length === 0) continue;
    const temperature = fitTemperature(
      data,
      order.filter((_, index) => index % folds !== fold),
    );
    after += lossAt(data, temperature, held) * held.length;
  }
  return { before: lossAt(data, 1), after: after / order.length };
}

function lossAt(
  { logits, classes, labels }: CalibrationRows,
  temperature: number,
  rows?: Uint32Array,
): number {
  const count = rows?.length ?? labels.length;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const row = rows?.[index] ?? index;
    const start = row * classes;
    const own = logits[start + (labels[row] ?? 0)] ?? 0;
    let others = 0;
    for (let column = 0; column < classes; column++) {
      others += Math.exp(((logits[start + column] ?? 0) - own) / temperature);
    }
    sum += negativeLog(1 / others);
  }
  return sum / count;
}
