import fc from "fast-check";
import { expect, test } from "vitest";
import { wilsonInterval } from "../statistics/interval.ts";
import { verdictOf } from "./index.ts";
import { conditionOf, readingAt } from "./story.test.helper.ts";

/** The reading of `right` answers among `labels`. */
function accuracyReading(right: number, labels: number) {
  return readingAt(0, { count: labels, ...wilsonInterval(right, labels) });
}

/** P(X = k) for k of 0 … n, X binomial: by the ratio of neighbours, from the exact P(X = n) down. */
function binomial(n: number, p: number): number[] {
  const chances = Array<number>(n + 1).fill(0);
  chances[n] = p ** n;
  for (let k = n; k > 0; k--) chances[k - 1] = ((chances[k] ?? 0) * k * (1 - p)) / ((n - k + 1) * p);
  return chances;
}

/** The chance that one window of `labels` trips the condition while the model answers rightly with chance `accuracy`. */
function tripChance(strict: boolean, { accuracy, labels }: { accuracy: number; labels: number }): number {
  const condition = conditionOf({ direction: "below", bound: 0.8, leastSample: 50, strict });
  return binomial(labels, accuracy)
    .filter((_, right) => verdictOf(condition, accuracyReading(right, labels)) === "breach")
    .reduce((sum, each) => sum + each, 0);
}

test("verdictOf() trips 'below 0.80' in at most 1 of 100 windows of 100 labels at a true accuracy of 0.84", () => {
  const chances = binomial(100, 0.84);
  expect(chances.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
  expect(tripChance(false, { accuracy: 0.84, labels: 100 })).toBeLessThan(0.01);
  // The bare value trips in 11 of 100: what the interval is for.
  expect(tripChance(true, { accuracy: 0.84, labels: 100 })).toBeCloseTo(0.11, 2);
});

test("verdictOf() still trips where the model is bad, and more surely with more labels", () => {
  expect(tripChance(false, { accuracy: 0.65, labels: 100 })).toBeGreaterThan(0.9);
  expect(tripChance(false, { accuracy: 0.75, labels: 1_000 })).toBeGreaterThan(0.95);
});

test("verdictOf() compares the interval's near end, or the bare value where it is strict", () => {
  const reading = readingAt(0, { value: 0.78, low: 0.7, high: 0.84 });
  const below = { direction: "below", bound: 0.8 } as const;
  expect(verdictOf(conditionOf(below), reading)).toBe("between");
  expect(verdictOf(conditionOf({ ...below, strict: true }), reading)).toBe("breach");
  const late = readingAt(0, { value: 110, low: 95, high: 130 });
  expect(verdictOf(conditionOf({ bound: 100 }), late)).toBe("between");
  expect(verdictOf(conditionOf({ bound: 94 }), late)).toBe("breach");
  expect(verdictOf(conditionOf({ bound: 100 }), readingAt(0, { value: 110 }))).toBe("breach");
});

test("verdictOf() finds the bound itself neither below nor above", () => {
  expect(verdictOf(conditionOf({ bound: 100 }), readingAt(0, { value: 100 }))).toBe("clear");
  expect(verdictOf(conditionOf({ bound: 0.8, direction: "below" }), readingAt(0, { value: 0.8 }))).toBe(
    "clear",
  );
});

test("verdictOf() says no data below the least sample, without a value, and of what is no number", () => {
  const condition = conditionOf({ leastSample: 50 });
  expect(verdictOf(condition, readingAt(0, { value: 1e9, count: 49 }))).toBe("noData");
  expect(verdictOf(condition, readingAt(0, { value: null, count: 50 }))).toBe("noData");
  expect(verdictOf(condition, readingAt(0, { value: Number.NaN, count: 50 }))).toBe("noData");
  expect(verdictOf(conditionOf({ leastSample: 0 }), readingAt(0, { value: 0, count: 0 }))).toBe("clear");
});

test("verdictOf() is the same for a condition and its mirror", () => {
  const figure = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(
      figure,
      figure,
      figure,
      fc.nat(3),
      fc.nat(3),
      fc.boolean(),
      (value, bound, gap, down, up, strict) => {
        const resolveBound = bound - Math.abs(gap);
        const above = conditionOf({ direction: "above", bound, resolveBound, strict });
        const below = conditionOf({ direction: "below", bound: -bound, resolveBound: -resolveBound, strict });
        const reading = readingAt(0, { value, low: value - down, high: value + up });
        const mirrored = readingAt(0, { value: -value, low: -value - up, high: -value + down });
        expect(verdictOf(below, mirrored)).toBe(verdictOf(above, reading));
      },
    ),
  );
});
