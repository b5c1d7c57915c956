import fc from "fast-check";
import { expect, test } from "vitest";
import { binaryRows, tallyBinary } from "./binary-tally.ts";
import { sortScores } from "./sort-scores.ts";

// Reference: scikit-learn 1.2.1 (sklearn.metrics: log_loss, roc_auc_score, average_precision_score, brier_score_loss,
// confusion_matrix at p >= 0.5) and NumPy 1.24 for the equal-count bins, on these rows as float32.
const labels = [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1];
const scores = new Float32Array([
  0.1, 0.35, 0.35, 0.4, 0.8, 0.65, 0.2, 0.9, 0.5, 0.5, 0.75, 0.05, 0.35, 0.6, 0.45, 0.1, 0.95, 0.7, 0.65, 0.5,
]);

test("tallyBinary() agrees with scikit-learn, ties included", () => {
  const tally = tallyBinary(binaryRows(sortScores(scores, labels), 0.5));
  expect(tally).toMatchObject({
    truePositives: 9,
    falsePositives: 2,
    trueNegatives: 7,
    falseNegatives: 2,
  });
  expect(tally.meanLoss).toBeCloseTo(0.4609637120689082, 12);
  expect(tally.orderedPairs / (11 * 9)).toBeCloseTo(0.8636363636363636, 14);
  expect(tally.precisionSum / 11).toBeCloseTo(0.8857733175914995, 14);
  expect(tally.meanSquaredError).toBeCloseTo(0.15262499910965577, 14);
  expect(tally.calibrationError).toBeCloseTo(0.14250000510364771, 14);
});

const someRows = fc.array(
  fc.record({
    score: fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.float({ min: 0, max: 1, noNaN: true })),
    label: fc.constantFrom(0, 1),
    count: fc.nat({ max: 3 }),
  }),
  { minLength: 1, maxLength: 60 },
);

test("tallyBinary() counts pairs, precisions and bins as a naive count over repeated rows does", () => {
  fc.assert(
    fc.property(someRows, fc.constantFrom(0, 0.25, 0.5, 0.9), (rows, threshold) => {
      const sorted = rows.toSorted((a, b) => a.score - b.score || a.label - b.label);
      const repeated = sorted.flatMap((row) => Array<typeof row>(row.count).fill(row));
      fc.pre(repeated.length > 0);
      const prepared = binaryRows(
        sortScores(
          Float32Array.from(rows, ({ score }) => score),
          rows.map(({ label }) => label),
        ),
        threshold,
      );
      const tally = tallyBinary(
        prepared,
        sorted.map(({ count }) => count),
      );
      const positives = repeated.filter(({ label }) => label === 1);
      const negatives = repeated.filter(({ label }) => label === 0);
      let pairs = 0;
      for (const { score } of positives)
        for (const other of negatives) pairs += score > other.score ? 1 : score === other.score ? 0.5 : 0;
      expect(tally.orderedPairs).toBe(pairs);
      const precisions = positives.map(({ score }) => {
        const above = repeated.filter((row) => row.score >= score);
        return above.filter(({ label }) => label === 1).length / above.length;
      });
      expect(tally.precisionSum).toBeCloseTo(
        precisions.reduce((a, b) => a + b, 0),
        9,
      );
      expect(tally.truePositives).toBe(positives.filter(({ score }) => score >= threshold).length);
      expect(tally.falsePositives).toBe(negatives.filter(({ score }) => score >= threshold).length);
      expect(tally.calibrationError).toBeCloseTo(naiveCalibrationError(repeated), 9);
    }),
  );
});

function naiveCalibrationError(rows: readonly { score: number; label: number }[]): number {
  const gaps = new Map<number, number>();
  for (const { score, label } of rows) {
    const bin = Math.floor((rows.filter((row) => row.score < score).length * 10) / rows.length);
    gaps.set(bin, (gaps.get(bin) ?? 0) + label - score);
  }
  return [...gaps.values()].reduce((sum, gap) => sum + Math.abs(gap), 0) / rows.length;
}
