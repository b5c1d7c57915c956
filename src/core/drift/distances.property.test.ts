import fc from "fast-check";
import { expect, test } from "vitest";
import { chiSquared } from "./chi-squared.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
import { largestDifference } from "./largest-difference.ts";
import { populationStability } from "./population-stability.ts";
import { wasserstein } from "./wasserstein.ts";

interface Pair {
  readonly one: number[];
  readonly other: number[];
  readonly positions: number[];
}

const filled = (length: number) =>
  fc
    .array(fc.nat(5_000), { minLength: length, maxLength: length })
    .filter((counts) => counts.some((n) => n > 0));
const pair: fc.Arbitrary<Pair> = fc.integer({ min: 1, max: 30 }).chain((length) =>
  fc.record({
    one: filled(length),
    other: filled(length),
    positions: fc
      .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: length, maxLength: length })
      .map((places) => places.sort((a, b) => a - b)),
  }),
);

const spread = 2.5;
const distances: Readonly<Record<string, (pair: Pair) => number>> = {
  jensenShannon: ({ one, other }) => jensenShannon(one, other),
  wasserstein: ({ one, other, positions }) => wasserstein(one, other, { positions, spread }),
  populationStability: ({ one, other }) => populationStability(one, other),
  largestDifference: ({ one, other }) => largestDifference(one, other),
  kolmogorovSmirnov: ({ one, other }) => kolmogorovSmirnov(one, other).statistic,
};
/** Of PSI: all in one bin, against all in another, with the least share elsewhere. */
const psiBound = (bins: number) => bins * Math.log(1 / 1e-4);
const bounds: Readonly<Record<string, (pair: Pair) => number>> = {
  jensenShannon: () => 1,
  wasserstein: ({ positions }) => ((positions.at(-1) ?? 0) - (positions[0] ?? 0)) / spread + 1e-9,
  populationStability: ({ one }) => psiBound(one.length),
  largestDifference: () => 1,
  kolmogorovSmirnov: () => 1,
};

test.each(Object.keys(distances))(
  "%s() is symmetric, bounded, and blind to how many rows there are",
  (name) => {
    const between = distances[name] ?? (() => Number.NaN);
    const bound = bounds[name] ?? (() => Number.NaN);
    fc.assert(
      fc.property(pair, fc.integer({ min: 2, max: 1_000 }), (given, times) => {
        const found = between(given);
        const swapped = between({ ...given, one: given.other, other: given.one });
        const scaled = between({ ...given, other: given.other.map((count) => count * times) });
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(bound(given));
        for (const same of [swapped, scaled])
          expect(Math.abs(same - found)).toBeLessThanOrEqual(1e-7 + 1e-9 * found);
      }),
    );
  },
);

test.each(Object.keys(distances))("%s() is zero between equal shares", (name) => {
  const between = distances[name] ?? (() => Number.NaN);
  fc.assert(
    fc.property(pair, fc.integer({ min: 1, max: 1_000 }), ({ one, positions }, times) => {
      const found = between({ one, other: one.map((count) => count * times), positions });
      expect(found).toBeLessThanOrEqual(1e-7);
    }),
  );
});

test("jensenShannon() is 1 exactly where no bin is shared, and keeps the triangle inequality", () => {
  expect(jensenShannon([3, 0, 1], [0, 9, 0])).toBe(1);
  const three = fc
    .integer({ min: 1, max: 12 })
    .chain((length) => fc.tuple(filled(length), filled(length), filled(length)));
  fc.assert(
    fc.property(three, ([a, b, c]) => {
      expect(jensenShannon(a, c)).toBeLessThanOrEqual(jensenShannon(a, b) + jensenShannon(b, c) + 1e-9);
    }),
  );
});

test("chiSquared() and kolmogorovSmirnov() are surer with more rows, and chances stay chances", () => {
  fc.assert(
    fc.property(pair, ({ one, other }) => {
      for (const run of [chiSquared, kolmogorovSmirnov]) {
        const few = run(one, other).pValue;
        const many = run(
          one.map((count) => 4 * count),
          other.map((count) => 4 * count),
        ).pValue;
        expect(few).toBeGreaterThanOrEqual(0);
        expect(few).toBeLessThanOrEqual(1);
        expect(many).toBeLessThanOrEqual(few + 1e-9);
      }
    }),
  );
});

test("wasserstein() is the way that rows were moved, in spreads", () => {
  const places = { positions: [0, 1, 2, 3], spread: 2 };
  expect(wasserstein([10, 0, 0, 0], [0, 0, 0, 5], places)).toBeCloseTo(1.5, 12);
  expect(wasserstein([10, 10, 0, 0], [0, 10, 10, 0], places)).toBeCloseTo(0.5, 12);
});
