import fc from "fast-check";
import { expect, test } from "vitest";
import { binomialTail } from "./binomial-tail.ts";

/** Row by row of Pascal's triangle. */
function naive(hits: number, trials: number, share: number): number {
  let chances = [1];
  for (let trial = 0; trial < trials; trial++)
    chances = [...chances, 0].map((own, at) => own * (1 - share) + (chances[at - 1] ?? 0) * share);
  return chances.slice(Math.max(0, hits)).reduce((sum, chance) => sum + chance, 0);
}

test("binomialTail() is the sum over Pascal's triangle", () => {
  const input = fc.tuple(
    fc.integer({ min: 0, max: 120 }),
    fc.integer({ min: -1, max: 121 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(input, ([trials, hits, share]) => {
      const [found, wanted] = [binomialTail(hits, trials, share), naive(hits, trials, share)];
      expect(Math.abs(found - wanted)).toBeLessThan(1e-9 + 1e-6 * wanted);
    }),
  );
});

test("binomialTail() of many trials stays finite far out", () => {
  expect(binomialTail(600_000, 1_000_000, 0.5)).toBeLessThan(1e-300);
  expect(binomialTail(500_000, 1_000_000, 0.5)).toBeCloseTo(0.5, 2);
  expect(binomialTail(0, 10, 0.3)).toBe(1);
});
