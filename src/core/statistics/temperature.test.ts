import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import { calibrationRows, crossFittedLoss, fitTemperature } from "./temperature.ts";

const everyRow = (rows: number) => Uint32Array.from({ length: rows }, (_, row) => row);

/** Rows whose label is drawn with its true probability; the model claims sigmoid(logit · confidence). */
function simulate(rows: number, confidence: number, seed = 7) {
  const random = seededRandom(seed);
  const labels = new Float64Array(rows);
  const claimed = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const logit = random.normal() * 1.5;
    labels[row] = random.next() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    claimed[row] = 1 / (1 + Math.exp(-logit * confidence));
  }
  return { labels, claimed };
}

test("fitTemperature() agrees with SciPy's bounded minimiser", () => {
  // scipy.optimize.minimize_scalar over sklearn.metrics.log_loss of logits times 3: T = 1.7358977862, loss 0.43525536.
  const labels = [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1];
  const scores = [
    0.1, 0.35, 0.35, 0.4, 0.8, 0.65, 0.2, 0.9, 0.5, 0.5, 0.75, 0.05, 0.35, 0.6, 0.45, 0.1, 0.95, 0.7, 0.65,
    0.5,
  ];
  const sharpened = Float32Array.from(scores, (score) => {
    const odds = (score / (1 - score)) ** 3;
    return odds / (1 + odds);
  });
  const temperature = fitTemperature(calibrationRows(sharpened, labels, everyRow(20)));
  expect(temperature).toBeCloseTo(1.7358977862, 4);
});

test("fitTemperature() finds how overconfident a model is, and crossFittedLoss() that it pays", () => {
  const { labels, claimed } = simulate(4_000, 3);
  const data = calibrationRows(claimed, labels, everyRow(4_000));
  expect(fitTemperature(data)).toBeGreaterThan(2.7);
  expect(fitTemperature(data)).toBeLessThan(3.3);
  const { before, after } = crossFittedLoss(data, 1);
  expect(after).toBeLessThan(before - 0.05);
});

test("crossFittedLoss() does not pay by more than noise where the model is calibrated", () => {
  const { labels, claimed } = simulate(4_000, 1);
  const { before, after } = crossFittedLoss(calibrationRows(claimed, labels, everyRow(4_000)), 1);
  expect(Math.abs(before - after)).toBeLessThan(1e-3);
});

test("crossFittedLoss() measures on rows that did not choose the temperature: few rows gain nothing by chance", () => {
  let gained = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { labels, claimed } = simulate(40, 1, seed);
    const { before, after } = crossFittedLoss(calibrationRows(claimed, labels, everyRow(40)), seed);
    gained += before - after;
  }
  expect(gained).toBeLessThan(0);
});

test("calibrationRows() gives two classes for one probability and leaves unknown classes out", () => {
  const binary = calibrationRows(Float32Array.of(0.25, 0.5), [1, 0], everyRow(2));
  expect(binary.classes).toBe(2);
  expect([...binary.logits]).toEqual([0.75, 0.25, 0.5, 0.5].map((share) => Math.fround(Math.log(share))));
  const three = calibrationRows(Float32Array.of(0.5, 0.25, 0.25, 0.1, 0.1, 0.8), [2, -1], everyRow(2));
  expect([...three.labels]).toEqual([2]);
  expect(three.logits).toHaveLength(3);
});
