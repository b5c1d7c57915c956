import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import { meanInterval, rootMeanInterval, wilsonInterval } from "./interval.ts";
import { quantile } from "./quantile.ts";
import { chooseRows, drawCounts, shuffle } from "./resample.ts";
import { tailBound } from "./tail-bound.ts";

test("wilsonInterval() agrees with SciPy", () => {
  // scipy.stats.binomtest(k, n).proportion_ci(method="wilson"), SciPy 1.10.1.
  const reference = [
    [7, 10, 0.39677814746114526, 0.892208732593699],
    [0, 5, 0, 0.43448246478317476],
    [213, 1000, 0.18874695684098677, 0.2394496025297219],
  ] as const;
  for (const [successes, total, low, high] of reference) {
    const found = wilsonInterval(successes, total);
    expect(found.value).toBe(successes / total);
    expect(found.low).toBeCloseTo(low, 12);
    expect(found.high).toBeCloseTo(high, 12);
  }
});

test("quantile() agrees with NumPy", () => {
  // numpy.quantile([1, 2, 4, 8, 16], [0.025, 0.3, 0.5, 0.975]), NumPy 1.24.2.
  const found = [0.025, 0.3, 0.5, 0.975].map((share) => quantile([1, 2, 4, 8, 16], share));
  [1.1, 2.4, 4, 15.2].forEach((expected, index) => {
    expect(found[index]).toBeCloseTo(expected, 12);
  });
  expect(quantile([], 0.5)).toBeNaN();
});

test("meanInterval() is the mean and 1.96 standard errors; one value has no width", () => {
  const { value, low, high } = meanInterval([1, 2, 3, 4]);
  expect(value).toBe(2.5);
  expect(high - value).toBeCloseTo(1.959963984540054 * Math.sqrt(5 / 3 / 4), 12);
  expect(low).toBeCloseTo(5 - high, 12);
  expect(meanInterval([7])).toEqual({ value: 7, low: 7, high: 7 });
  expect(rootMeanInterval([9, 9, 9]).value).toBe(3);
});

test("drawCounts() draws as many rows as there are, evenly", () => {
  const random = seededRandom(5);
  const sums = new Float64Array(50);
  for (let sample = 0; sample < 2_000; sample++) {
    const counts = new Uint32Array(50);
    drawCounts(counts, random);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
    counts.forEach((count, row) => {
      sums[row] = (sums[row] ?? 0) + count;
    });
  }
  for (const sum of sums) expect(Math.abs(sum - 2_000)).toBeLessThan(5 * Math.sqrt(2_000));
});

test("chooseRows() chooses different rows in order, all where there are fewer", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), fc.nat(), (rows, wanted, seed) => {
      const chosen = [...chooseRows(rows, wanted, seededRandom(seed))];
      expect(chosen).toHaveLength(Math.min(rows, wanted));
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
      expect(chosen.every((row) => row >= 0 && row < rows)).toBe(true);
    }),
  );
});

test("shuffle() keeps every row and moves with the seed", () => {
  const shuffled = (seed: number) => {
    const order = Uint32Array.from({ length: 100 }, (_, row) => row);
    shuffle(order, seededRandom(seed));
    return order;
  };
  expect([...shuffled(1).toSorted()]).toEqual([...Array(100).keys()]);
  expect(shuffled(1)).toEqual(shuffled(1));
  expect(shuffled(1)).not.toEqual(shuffled(2));
});

test("tailBound() is never below the exact binomial and hypergeometric tails", () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.nat(40),
      fc.nat(20),
      (rows, others, allBad, bad) => {
        const total = rows + others;
        fc.pre(allBad <= total && bad <= Math.min(rows, allBad));
        const share = allBad / total;
        let drawn = 0;
        let repeated = 0;
        for (let k = bad; k <= rows; k++) {
          repeated += choose(rows, k) * share ** k * (1 - share) ** (rows - k);
          if (k <= allBad && rows - k <= total - allBad)
            drawn += (choose(allBad, k) * choose(total - allBad, rows - k)) / choose(total, rows);
        }
        expect(tailBound(bad, rows, share) * (1 + 1e-9)).toBeGreaterThanOrEqual(drawn);
        expect(tailBound(bad, rows, share) * (1 + 1e-9)).toBeGreaterThanOrEqual(repeated);
      },
    ),
  );
});
