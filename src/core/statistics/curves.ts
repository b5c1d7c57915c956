/** Curves of a binary model for reading, thinned to a number of points that a page can draw. */
import { calibrationBinCount } from "./binary-tally.ts";
import type { SortedScores } from "./sort-scores.ts";

type Point = readonly [number, number];

const mostPoints = 200;

interface Step {
  readonly score: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** The counts at each distinct score from the highest down, at most `mostPoints` of them, evenly over the rows. */
function steps({ scores, labels }: SortedScores): Step[] {
  const apart = scores.length / (mostPoints - 2);
  const found: Step[] = [];
  let truePositives = 0;
  let next = 0;
  for (let row = scores.length - 1; row >= 0; row--) {
    truePositives += labels[row] ?? 0;
    const seen = scores.length - row;
    if (row > 0 && (scores[row] === scores[row - 1] || seen < next)) continue;
    found.push({ score: scores[row] ?? 0, truePositives, falsePositives: seen - truePositives });
    next = seen + apart;
  }
  return found;
}

/** The ROC curve from (0, 0) to (1, 1); empty where a class is missing. */
export function rocCurve(sorted: SortedScores): Point[] {
  const found = steps(sorted);
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = found.at(-1) ?? {};
  if (positives === 0 || negatives === 0) return [];
  const points = found.map(
    ({ truePositives, falsePositives }): Point => [falsePositives / negatives, truePositives / positives],
  );
  return [[0, 0], ...points];
}

/** Recall against precision from the highest score down; empty where no row is positive. */
export function precisionRecallCurve(sorted: SortedScores): Point[] {
  const found = steps(sorted);
  const positives = found.at(-1)?.truePositives ?? 0;
  if (positives === 0) return [];
  return found.map(({ truePositives, falsePositives }) => [
    truePositives / positives,
    truePositives / (truePositives + falsePositives),
  ]);
}

/** Thresholds from the highest score down, and how many rows are rightly and wrongly predicted true at each. */
export function thresholdCurve(
  sorted: SortedScores,
): [threshold: number, hits: number, falseAlarms: number][] {
  return steps(sorted).map(({ score, truePositives, falsePositives }) => [
    score,
    truePositives,
    falsePositives,
  ]);
}

/** Mean score, share of positives and rows of each equal-count bin, from the lowest scores up; ties are not parted. */
export function calibrationCurve({ scores, labels }: SortedScores): [number, number, number][] {
  const bins = Array.from({ length: calibrationBinCount }, () => ({ score: 0, positives: 0, rows: 0 }));
  let groupStart = 0;
  for (let row = 0; row < scores.length; row++) {
    if (scores[row] !== scores[groupStart]) groupStart = row;
    const bin = bins[Math.floor((groupStart * calibrationBinCount) / scores.length)];
    if (bin === undefined) continue;
    bin.score += scores[row] ?? 0;
    bin.positives += labels[row] ?? 0;
    bin.rows++;
  }
  return bins
    .filter(({ rows }) => rows > 0)
    .map(({ score, positives, rows }) => [score / rows, positives / rows, rows]);
}
