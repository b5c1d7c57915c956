/** Everything that the binary metrics are made of, counted in one pass over sorted rows. */
import { binaryLoss } from "./log-loss.ts";
import { firstPredicted, type SortedScores } from "./sort-scores.ts";

export const calibrationBinCount = 10;

export interface BinaryTally {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly meanLoss: number;
  readonly meanSquaredError: number;
  /** Pairs of a positive and a negative row that stand in the right order; ties count half. */
  readonly orderedPairs: number;
  /** Σ over positives of the precision among the rows scored at least as high. */
  readonly precisionSum: number;
  /** Expected calibration error over equal-count bins; rows of one score share the bin of the first of them. */
  readonly calibrationError: number;
}

export interface BinaryRows extends SortedScores {
  /** Rows from here on are predicted true. */
  readonly cut: number;
  readonly losses: Float64Array;
}

/** Prepares sorted rows for many tallies at one threshold. */
export function binaryRows(sorted: SortedScores, threshold: number): BinaryRows {
  const { scores, labels } = sorted;
  const losses = Float64Array.from(scores, (score, row) => binaryLoss(score, labels[row] ?? 0));
  return { scores, labels, cut: firstPredicted(sorted, threshold), losses };
}

/** Counts `rows`, each as often as `counts` says (once without them). */
export function tallyBinary(rows: BinaryRows, counts?: ArrayLike<number>): BinaryTally {
  const { scores, labels, cut, losses } = rows;
  const total = counts === undefined ? scores.length : sumOf(counts);
  const gaps = new Float64Array(calibrationBinCount);
  let truePositives = 0;
  let falsePositives = 0;
  let positives = 0;
  let negatives = 0;
  let lossSum = 0;
  let squareSum = 0;
  let orderedPairs = 0;
  let precisionSum = 0;
  let groupEnd = scores.length;
  while (groupEnd > 0) {
    const score = scores[groupEnd - 1] ?? 0;
    let groupPositives = 0;
    let groupNegatives = 0;
    let row = groupEnd - 1;
    for (; row >= 0 && scores[row] === score; row--) {
      const count = counts === undefined ? 1 : (counts[row] ?? 0);
      if (labels[row] === 1) groupPositives += count;
      else groupNegatives += count;
      lossSum += count * (losses[row] ?? 0);
    }
    groupEnd = row + 1;
    const group = groupPositives + groupNegatives;
    if (group === 0) continue;
    orderedPairs += groupNegatives * (positives + groupPositives / 2);
    positives += groupPositives;
    negatives += groupNegatives;
    precisionSum += groupPositives * (positives / (positives + negatives));
    squareSum += groupPositives * (1 - score) ** 2 + groupNegatives * score ** 2;
    if (groupEnd >= cut) {
      truePositives += groupPositives;
      falsePositives += groupNegatives;
    }
    const bin = Math.floor(((total - positives - negatives) * calibrationBinCount) / total);
    gaps[bin] = (gaps[bin] ?? 0) + groupPositives - group * score;
  }
  return {
    truePositives,
    falsePositives,
    trueNegatives: negatives - falsePositives,
    falseNegatives: positives - truePositives,
    meanLoss: lossSum / total,
    meanSquaredError: squareSum / total,
    orderedPairs,
    precisionSum,
    calibrationError: gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total,
  };
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < counts.length; row++) sum += counts[row] ?? 0;
  return sum;
}
