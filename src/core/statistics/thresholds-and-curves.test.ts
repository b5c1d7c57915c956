import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseThreshold, type Outcome } from "./choose-threshold.ts";
import { calibrationCurve, precisionRecallCurve, rocCurve, thresholdCurve } from "./curves.ts";
import { firstPredicted, sortedPlaces, sortScores } from "./sort-scores.ts";

const labels = [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1];
const scores = new Float32Array([
  0.1, 0.35, 0.35, 0.4, 0.8, 0.65, 0.2, 0.9, 0.5, 0.5, 0.75, 0.05, 0.35, 0.6, 0.45, 0.1, 0.95, 0.7, 0.65, 0.5,
]);
const accuracy = ({ truePositives, trueNegatives }: Outcome) => truePositives + trueNegatives;

const someRows = fc.array(fc.tuple(fc.constantFrom(0, 0.1, 0.5, 0.7, 1), fc.constantFrom(0, 1)), {
  minLength: 1,
  maxLength: 30,
});

test("sortScores() orders rows as a plain sort does and keeps each label with its score", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1))),
      (rows) => {
        const sorted = sortScores(
          Float32Array.from(rows, ([score]) => score),
          rows.map(([, label]) => label),
        );
        const expected = rows.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect([...sorted.scores].map(Math.abs)).toEqual(expected.map(([score]) => Math.abs(score)));
        expect([...sorted.labels]).toEqual(expected.map(([, label]) => label));
      },
    ),
  );
});

test.each([1_000, 2 ** 22 + 1_000])(
  "sortedPlaces() names each of %i rows where sortScores() has it",
  (rows) => {
    const scores = new Float32Array(rows).map((_, row) => ((row * 7_919) % 701) / 700);
    const labels = new Uint8Array(rows).map((_, row) => row % 2);
    const places = sortedPlaces(scores, labels);
    const sorted = sortScores(scores, labels);
    const isElsewhere = (row: number, place: number) =>
      scores[row] !== sorted.scores[place] || labels[row] !== sorted.labels[place];
    expect(places.findIndex(isElsewhere)).toBe(-1);
    expect(places.sort().findIndex((row, place) => row !== place)).toBe(-1);
  },
);

test("chooseThreshold() is as good as the best of all thresholds", () => {
  fc.assert(
    fc.property(someRows, fc.nat(5), fc.nat(5), (rows, falsePositive, falseNegative) => {
      const sorted = sortScores(
        Float32Array.from(rows, ([score]) => score),
        rows.map(([, label]) => label),
      );
      const saved = (outcome: Outcome) =>
        -falsePositive * outcome.falsePositives - falseNegative * outcome.falseNegatives;
      const at = (threshold: number) => {
        const cut = firstPredicted(sorted, threshold);
        const predicted = [...sorted.labels.slice(cut)].filter((label) => label === 0).length;
        const missed = [...sorted.labels.slice(0, cut)].filter((label) => label === 1).length;
        return -falsePositive * predicted - falseNegative * missed;
      };
      const tried = [0, 0.05, 0.1, 0.3, 0.5, 0.6, 0.7, 0.9, 1].map(at);
      expect(at(chooseThreshold(sorted, saved))).toBe(Math.max(...tried));
    }),
  );
});

test("chooseThreshold() takes the threshold nearest to 0.5 among equals", () => {
  const sorted = sortScores(Float32Array.of(0.1, 0.2, 0.8, 0.9), [0, 0, 1, 1]);
  expect(chooseThreshold(sorted, accuracy)).toBeCloseTo(0.5, 7);
  expect(chooseThreshold(sorted, () => 1)).toBeCloseTo(0.5, 7);
  expect(chooseThreshold(sorted, () => Number.NaN)).toBe(0.5);
});

test("rocCurve() agrees with scikit-learn", () => {
  // sklearn.metrics.roc_curve(drop_intermediate=False), 1.2.1; its first point is the same (0, 0).
  const falsePositiveRates = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 9].map((count) => count / 9);
  const truePositiveRates = [0, 1, 2, 3, 4, 5, 6, 7, 9, 9, 9, 11, 11, 11, 11].map((count) => count / 11);
  const curve = rocCurve(sortScores(scores, labels));
  expect(curve).toEqual(falsePositiveRates.map((rate, index) => [rate, truePositiveRates[index]]));
});

test("precisionRecallCurve() agrees with scikit-learn", () => {
  // sklearn.metrics.precision_recall_curve, 1.2.1, from the highest score down, without its end point (0, 1).
  const precision = [
    1, 1, 1, 1, 1, 0.857143, 0.875, 0.818182, 0.75, 0.692308, 0.6875, 0.647059, 0.578947, 0.55,
  ];
  const recall = [1, 2, 3, 4, 5, 6, 7, 9, 9, 9, 11, 11, 11, 11].map((count) => count / 11);
  const curve = precisionRecallCurve(sortScores(scores, labels));
  expect(curve.map(([first]) => first)).toEqual(recall);
  curve.forEach(([, found], index) => {
    expect(found).toBeCloseTo(precision[index] ?? 0, 6);
  });
});

test("curves keep to 200 points and their ends", () => {
  const many = Float32Array.from({ length: 10_000 }, (_, row) => row / 10_000);
  const sorted = sortScores(
    many,
    Array.from(many, (_, row) => (row % 3 === 0 ? 1 : 0)),
  );
  const roc = rocCurve(sorted);
  expect(roc.length).toBeLessThanOrEqual(200);
  expect(roc.length).toBeGreaterThan(150);
  expect(roc[0]).toEqual([0, 0]);
  expect(roc.at(-1)).toEqual([1, 1]);
  expect(precisionRecallCurve(sorted).at(-1)?.[0]).toBe(1);
  expect(calibrationCurve(sorted).map(([, , rows]) => rows)).toEqual(Array(10).fill(1_000));
});

test("curves of one class are empty, and the calibration curve of equal scores is one point", () => {
  const sorted = sortScores(Float32Array.of(0.5, 0.5), [0, 0]);
  expect(rocCurve(sorted)).toEqual([]);
  expect(precisionRecallCurve(sorted)).toEqual([]);
  expect(calibrationCurve(sorted)).toEqual([[0.5, 0, 2]]);
});

test("thresholdCurve() counts what each threshold predicts true, as counting the rows does", () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      const sorted = sortScores(
        Float32Array.from(rows, ([score]) => score),
        rows.map(([, label]) => label),
      );
      const found = thresholdCurve(sorted);
      expect(found.map(([threshold]) => threshold)).toEqual(
        [...new Set(sorted.scores)].sort((one, other) => other - one),
      );
      for (const [threshold, hits, falseAlarms] of found) {
        const above = rows.filter(([score]) => Math.fround(score) >= threshold);
        expect(hits).toBe(above.filter(([, label]) => label === 1).length);
        expect(falseAlarms).toBe(above.filter(([, label]) => label === 0).length);
      }
    }),
  );
});

test("thresholdCurve() keeps at most 200 of many thresholds, the lowest score among them", () => {
  const many = Float32Array.from({ length: 50_000 }, (_, row) => row / 50_000);
  const found = thresholdCurve(
    sortScores(
      many,
      Array.from(many, (_, row) => row % 2),
    ),
  );
  expect(found.length).toBeLessThanOrEqual(200);
  expect(found.length).toBeGreaterThan(150);
  expect(found.at(-1)).toEqual([0, 25_000, 25_000]);
});
