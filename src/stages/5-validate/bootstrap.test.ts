import { expect, test } from "vitest";
import { seededRandom } from "../../core/random.ts";
import { bootstrap } from "./bootstrap.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { measurable } from "./measurable.ts";
import { startPace } from "./pace.ts";
import type { Scores } from "./score.ts";

const pace = () => startPace({ signal: new AbortController().signal });

/** Rows of a calibrated model: each label is true with its score. */
function calibratedScores(rows: number, seed: number): Scores {
  const random = seededRandom(seed);
  const answers = Float32Array.from({ length: rows }, () => random.next());
  const labels = Float64Array.from(answers, (answer) => (random.next() < answer ? 1 : 0));
  return { task: "binary", rows, width: 1, classes: [], answers, labels };
}

test("bootstrap() gives the accuracy the width of a binomial share", async () => {
  const scores = calibratedScores(2_000, 3);
  const found = await bootstrap(measurable(scores, 0.5), { samples: 1_000, seed: 1, pace: pace() });
  const { value, low, high } = found.accuracy ?? { value: 0, low: 0, high: 0 };
  const right = scores.answers.filter((answer, row) => (answer >= 0.5 ? 1 : 0) === scores.labels[row]).length;
  expect(value).toBe(right / 2_000);
  const expected = 2 * 1.96 * Math.sqrt((value * (1 - value)) / 2_000);
  expect((high - low) / expected).toBeGreaterThan(0.9);
  expect((high - low) / expected).toBeLessThan(1.1);
});

test("bootstrap() holds every value within its interval and its range", async () => {
  const found = await bootstrap(measurable(calibratedScores(300, 8), 0.5), {
    samples: 200,
    seed: 1,
    pace: pace(),
  });
  expect(Object.keys(found)).toHaveLength(9);
  for (const { value, low, high } of Object.values(found)) {
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(low).toBeGreaterThanOrEqual(0);
  }
});

test("bootstrap() is the same for the same seed and differs for another", async () => {
  const measured = measurable(calibratedScores(200, 8), 0.5);
  const run = (seed: number) => bootstrap(measured, { samples: 100, seed, pace: pace() });
  expect(await run(4)).toEqual(await run(4));
  expect(await run(4)).not.toEqual(await run(5));
});

test("bootstrap() covers the true accuracy about 95 times in 100", async () => {
  // A calibrated score drawn evenly from 0 … 1 is right with the mean of max(p, 1 − p): 0.75.
  let covered = 0;
  for (let seed = 0; seed < 200; seed++) {
    const measured = measurable(calibratedScores(200, 1_000 + seed), 0.5);
    const { accuracy } = await bootstrap(measured, { samples: 200, seed, pace: pace() });
    if (accuracy !== undefined && accuracy.low <= 0.75 && accuracy.high >= 0.75) covered++;
  }
  expect(covered).toBeGreaterThan(178);
  expect(covered).toBeLessThan(199);
});

test("bootstrap() of many rows keeps exact values and intervals as narrow as the rows allow", async () => {
  const scores = calibratedScores(40_000, 5);
  const measured = measurable(scores, 0.5);
  const found = await bootstrap(measured, { samples: 200, seed: 1, pace: pace() });
  const { value, low, high } = found.rocAuc ?? { value: 0, low: 0, high: 0 };
  expect(value).toBe(measured.values().rocAuc);
  const { accuracy = { value: 0, low: 0, high: 0 } } = found;
  const expected = 2 * 1.96 * Math.sqrt((accuracy.value * (1 - accuracy.value)) / 40_000);
  expect((accuracy.high - accuracy.low) / expected).toBeGreaterThan(0.8);
  expect((accuracy.high - accuracy.low) / expected).toBeLessThan(1.2);
  expect(high - low).toBeLessThan(0.02);
});

test("bootstrap() leaves out what is undefined and stops on request", async () => {
  const scores = { ...calibratedScores(50, 5), labels: new Float64Array(50) };
  const found = await bootstrap(measurable(scores, 0.5), { samples: 50, seed: 1, pace: pace() });
  expect(Object.keys(found).sort()).toEqual(
    ["accuracy", "brier", "calibrationError", "f1", "logLoss", "precision"].sort(),
  );
  const stopped = startPace({ signal: AbortSignal.abort() });
  const large = measurable(calibratedScores(20_000, 5), 0.5);
  await expect(bootstrap(large, { samples: 1_000, seed: 1, pace: stopped })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("bootstrapMean() has the width of the mean's standard error", async () => {
  const random = seededRandom(2);
  for (const rows of [500, 30_000]) {
    const values = Float64Array.from({ length: rows }, () => random.normal() + 3);
    const { value, low, high } = await bootstrapMean(values, {
      samples: 500,
      seed: 1,
      pace: pace(),
      outside: 0.05,
    });
    expect(value).toBeCloseTo(3, 0);
    const expected = (2 * 1.96) / Math.sqrt(rows);
    expect((high - low) / expected).toBeGreaterThan(0.8);
    expect((high - low) / expected).toBeLessThan(1.2);
  }
});
