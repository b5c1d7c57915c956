/** The threshold of a binary decision, read from the counts at every place where it could stand. */
import type { SortedScores } from "./sort-scores.ts";

export interface Outcome {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * The threshold with the greatest `value`, among 0, the middle between each two neighbouring scores, and above the
 * highest score where that is below 1. Of equals, the one nearest to 0.5, then the lower. NaN values are passed over.
 */
export function chooseThreshold(sorted: SortedScores, value: (outcome: Outcome) => number): number {
  const { scores, labels } = sorted;
  const rows = scores.length;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  let best = { threshold: 0.5, value: Number.NEGATIVE_INFINITY };
  let positivesBelow = 0;
  for (let row = 0; row <= rows; row++) {
    if (row > 0) positivesBelow += labels[row - 1] ?? 0;
    const below = row === 0 ? 0 : (scores[row - 1] ?? 0);
    const above = row === rows ? 1 : (scores[row] ?? 0);
    if (row > 0 && below === above) continue;
    const threshold = row === 0 ? 0 : middle(below, above);
    const outcome = {
      truePositives: positives - positivesBelow,
      falsePositives: rows - row - (positives - positivesBelow),
      trueNegatives: row - positivesBelow,
      falseNegatives: positivesBelow,
    };
    const candidate = { threshold, value: value(outcome) };
    if (isBetter(candidate, best)) best = candidate;
  }
  return best.threshold;
}

interface Candidate {
  readonly threshold: number;
  readonly value: number;
}

function isBetter(candidate: Candidate, best: Candidate): boolean {
  if (candidate.value !== best.value) return candidate.value > best.value;
  return Math.abs(candidate.threshold - 0.5) < Math.abs(best.threshold - 0.5);
}

/** Between two different float32 numbers a double always lies. */
function middle(below: number, above: number): number {
  return below + (above - below) / 2;
}
