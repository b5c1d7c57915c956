import { expect, test } from "vitest";
import { seededRandom } from "../../core/random.ts";
import { bootstrap } from "./bootstrap.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { measurable } from "./measurable.ts";
import { startPace } from "./pace.ts";
import { rowUnits, type Units } from "./resampled-units.ts";
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

/** `each` rows of every entity, entity after entity. */
function entityUnits(count: number, each: number): Units {
  const codes = Uint32Array.from({ length: count * each }, (_, row) => Math.floor(row / each));
  return { codes, count, method: "entities" };
}

/** Entities whose rows are all right (seven in ten) or all wrong: as many facts as entities. */
function alikeScores(count: number, each: number): Scores {
  const random = seededRandom(11);
  const right = Array.from({ length: count }, () => random.next() < 0.7);
  const rows = count * each;
  const labels = Float64Array.from({ length: rows }, (_, row) => row % 2);
  const answers = Float32Array.from(labels, (label, row) => {
    const towards = right[Math.floor(row / each)] === true ? label : 1 - label;
    return 0.1 + 0.8 * towards;
  });
  return { task: "binary", rows, width: 1, classes: [], answers, labels };
}

const width = ({ low, high }: { low: number; high: number } = { low: 0, high: 0 }) => high - low;

test.each([
  [100, 20],
  [60, 4_000],
  [4_000, 5],
])("bootstrap() of %i entities with %i rows alike is as wide as the entities allow", async (count, each) => {
  const measured = measurable(alikeScores(count, each), 0.5);
  const options = { samples: 300, seed: 1, pace: pace() };
  const { accuracy } = await bootstrap(measured, { ...options, units: entityUnits(count, each) });
  const singly = (await bootstrap(measured, options)).accuracy;
  const expected = (entities: number) =>
    2 * 1.96 * Math.sqrt(((accuracy?.value ?? 0) * (1 - (accuracy?.value ?? 0))) / entities);
  expect(width(accuracy) / expected(count)).toBeGreaterThan(0.8);
  expect(width(accuracy) / expected(count)).toBeLessThan(1.2);
  expect(width(singly) / expected(count * each)).toBeLessThan(1.2);
});

test.each(["binary", "multiclass", "regression"] as const)(
  "resample() of %s scores measures what rows written out as often measure",
  (task) => {
    const random = seededRandom(6);
    const [rows, width] = [120, task === "multiclass" ? 3 : 1];
    const tenth = () => random.below(10) / 10; // so that scores tie
    const scores: Scores = {
      task,
      rows,
      width,
      classes: task === "multiclass" ? ["a", "b", "c"] : [],
      answers: Float32Array.from({ length: rows * width }, tenth),
      labels: Float64Array.from({ length: rows }, () => random.below(Math.max(2, width))),
    };
    const codes = Uint32Array.from({ length: rows }, () => random.below(15));
    const counts = Uint32Array.from({ length: 15 }, () => random.below(4));
    const chosen = Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => row % 3 > 0);
    const written = Array.from(chosen).flatMap((row) =>
      Array<number>(counts[codes[row] ?? 0] ?? 0).fill(row),
    );
    const repeated: Scores = {
      ...scores,
      rows: written.length,
      answers: Float32Array.from(
        written.flatMap((row) => [...scores.answers.subarray(row * width, (row + 1) * width)]),
      ),
      labels: Float64Array.from(written, (row) => scores.labels[row] ?? 0),
    };
    const found = measurable(scores, 0.5).resample({
      rows: chosen,
      codes: chosen.map((row) => codes[row] ?? 0),
      count: 15,
    })(counts);
    const wanted = measurable(repeated, 0.5).values();
    expect(Object.keys(found)).toEqual(Object.keys(wanted));
    for (const [metric, value] of Object.entries(wanted))
      expect([metric, found[metric as keyof typeof found]]).toEqual([metric, expect.closeTo(value, 10)]);
  },
);

test("resample() of more rows than are looked at singly keeps counts and losses, and orders nearly", () => {
  const scores = calibratedScores(60_000, 9);
  const random = seededRandom(2);
  const codes = Uint32Array.from({ length: scores.rows }, () => random.below(40));
  const every = Uint32Array.from({ length: scores.rows }, (_, row) => row);
  const counts = Uint32Array.from({ length: 40 }, () => random.below(4));
  const found = measurable(scores, 0.3).resample({ rows: every, codes, count: 40 })(counts);
  const written = Array.from(every).flatMap((row) => Array<number>(counts[codes[row] ?? 0] ?? 0).fill(row));
  const wanted = measurable(
    {
      ...scores,
      rows: written.length,
      answers: Float32Array.from(written, (row) => scores.answers[row] ?? 0),
      labels: Float64Array.from(written, (row) => scores.labels[row] ?? 0),
    },
    0.3,
  ).values();
  for (const metric of ["accuracy", "precision", "recall", "f1", "logLoss"] as const)
    expect([metric, found[metric]]).toEqual([metric, expect.closeTo(wanted[metric] ?? 0, 10)]);
  for (const metric of ["rocAuc", "prAuc", "brier", "calibrationError"] as const)
    expect([metric, found[metric]]).toEqual([metric, expect.closeTo(wanted[metric] ?? 0, 1.5)]);
});

test("bootstrap() of many rows of few entities is as narrow as the rows allow where entities differ in nothing", async () => {
  const scores = calibratedScores(120_000, 5);
  const random = seededRandom(7);
  const codes = Uint32Array.from({ length: scores.rows }, () => random.below(200));
  const options = { samples: 200, seed: 1, pace: pace() };
  const measured = measurable(scores, 0.5);
  const found = await bootstrap(measured, { ...options, units: { codes, count: 200, method: "" } });
  const singly = await bootstrap(measured, options);
  for (const metric of ["accuracy", "logLoss", "rocAuc", "prAuc", "brier"] as const) {
    const ratio = width(found[metric]) / width(singly[metric]);
    expect([metric, ratio > 0.75 && ratio < 1.3]).toEqual([metric, true]);
  }
});

test("bootstrapMean() draws the values of an entity together, and singly where entities are few", async () => {
  const random = seededRandom(4);
  const effects = Array.from({ length: 200 }, () => random.normal());
  const values = Float64Array.from({ length: 4_000 }, (_, row) => effects[Math.floor(row / 20)] ?? 0);
  const options = { samples: 400, seed: 1, pace: pace(), outside: 0.05 };
  const drawn = async (count: number) =>
    width(await bootstrapMean(values, { ...options, codes: entityUnits(count, 4_000 / count).codes }));
  const expected = (facts: number) => (2 * 1.96) / Math.sqrt(facts);
  expect((await drawn(200)) / expected(200)).toBeGreaterThan(0.8);
  expect((await drawn(200)) / expected(200)).toBeLessThan(1.2);
  expect((await drawn(10)) / expected(4_000)).toBeGreaterThan(0.8);
  expect((await drawn(10)) / expected(4_000)).toBeLessThan(1.2);
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
      codes: rowUnits(rows).codes,
    });
    expect(value).toBeCloseTo(3, 0);
    const expected = (2 * 1.96) / Math.sqrt(rows);
    expect((high - low) / expected).toBeGreaterThan(0.8);
    expect((high - low) / expected).toBeLessThan(1.2);
  }
});
