import { expect, test } from "vitest";
import { multiclassRows, tallyMulticlass } from "./multiclass-tally.ts";
import { tallyRegression } from "./regression-tally.ts";

// Reference: scikit-learn 1.2.1 (accuracy_score, log_loss, precision_score, recall_score, confusion_matrix).
const truth = [0, 1, 2, 2, 1, 0, 2, 1, 0, 2, 1, 2];
const probabilities = new Float32Array(
  [
    [0.7, 0.2, 0.1],
    [0.3, 0.4, 0.3],
    [0.1, 0.3, 0.6],
    [0.5, 0.25, 0.25],
    [0.2, 0.5, 0.3],
    [0.3, 0.6, 0.1],
    [0.05, 0.05, 0.9],
    [0.4, 0.4, 0.2],
    [0.6, 0.3, 0.1],
    [0.2, 0.2, 0.6],
    [0.1, 0.3, 0.6],
    [0.25, 0.5, 0.25],
  ].flat(),
);

test("tallyMulticlass() agrees with scikit-learn; equal probabilities give the first class", () => {
  const tally = tallyMulticlass(multiclassRows(probabilities, truth, 3));
  expect(tally.right).toBe(7);
  expect(tally.meanLoss).toBeCloseTo(0.8083979441455899, 7);
  expect([...tally.actual]).toEqual([3, 4, 5]);
  expect([...tally.answered]).toEqual([4, 4, 4]);
  expect([...tally.hits]).toEqual([2, 2, 3]);
});

test("tallyMulticlass() counts a class that the model does not know as wrong, at the greatest loss", () => {
  const tally = tallyMulticlass(multiclassRows(probabilities.slice(0, 6), [-1, 1], 3));
  expect(tally).toMatchObject({ rows: 2, right: 1 });
  expect(tally.meanLoss).toBeCloseTo((23 * Math.LN2 - Math.log(Math.fround(0.4))) / 2, 9);
});

test("tallyMulticlass() with counts equals the tally of repeated rows", () => {
  const once = multiclassRows(probabilities, truth, 3);
  const counts = truth.map((_, row) => row % 3);
  const rows = counts.flatMap((count, row) => Array<number>(count).fill(row));
  const repeated = multiclassRows(
    Float32Array.from(rows.flatMap((row) => [...probabilities.slice(row * 3, row * 3 + 3)])),
    rows.map((row) => truth[row] ?? 0),
    3,
  );
  const { meanLoss, ...expected } = tallyMulticlass(repeated);
  const weighted = tallyMulticlass(once, counts);
  expect(weighted).toMatchObject(expected);
  expect(weighted.meanLoss).toBeCloseTo(meanLoss, 12);
});

test("tallyRegression() agrees with scikit-learn, with counts as with repeated rows", () => {
  // mean_absolute_error, root of mean_squared_error, r2_score of scikit-learn 1.2.1.
  const labels = Float64Array.of(3, -0.5, 2, 7, 4.25, -1, 10, 0);
  const answers = Float32Array.of(2.5, 0, 2, 8, 4, -2, 7.5, 0.25);
  const tally = tallyRegression({ labels, answers });
  expect(tally.meanAbsoluteError).toBeCloseTo(0.75, 14);
  expect(Math.sqrt(tally.meanSquaredError)).toBeCloseTo(1.0532687216470449, 14);
  expect(1 - tally.meanSquaredError / tally.labelVariance).toBeCloseTo(0.9152681435071232, 14);
  const counts = [2, 0, 1, 3, 0, 1, 1, 2];
  const rows = counts.flatMap((count, row) => Array<number>(count).fill(row));
  const repeated = tallyRegression({
    labels: Float64Array.from(rows, (row) => labels[row] ?? 0),
    answers: Float32Array.from(rows, (row) => answers[row] ?? 0),
  });
  const weighted = tallyRegression({ labels, answers }, counts);
  expect(weighted.rows).toBe(10);
  expect(weighted.meanSquaredError).toBeCloseTo(repeated.meanSquaredError, 12);
  expect(weighted.labelVariance).toBeCloseTo(repeated.labelVariance, 12);
});
