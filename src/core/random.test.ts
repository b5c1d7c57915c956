import { expect, test } from "vitest";
import { seededRandom } from "./random.ts";

function draws(seed: number, count: number): number[] {
  const { next } = seededRandom(seed);
  return Array.from({ length: count }, next);
}

test("seededRandom() repeats for a seed and differs between seeds", () => {
  expect(draws(7, 100)).toEqual(draws(7, 100));
  expect(draws(7, 100)).not.toEqual(draws(8, 100));
});

test("seededRandom() is uniform: a χ² test over 64 cells stays below its 99.9% quantile", () => {
  const count = 64_000;
  const cells = new Array<number>(64).fill(0);
  for (const draw of draws(1, count)) cells[Math.floor(draw * 64)] = (cells[Math.floor(draw * 64)] ?? 0) + 1;
  const expected = count / 64;
  const chiSquared = cells.reduce((sum, observed) => sum + (observed - expected) ** 2 / expected, 0);
  expect(chiSquared).toBeLessThan(103.4);
});

test("seededRandom().normal() has mean 0 and variance 1", () => {
  const { normal } = seededRandom(3);
  const values = Array.from({ length: 20_000 }, normal);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test("seededRandom().below() reaches every integer under the limit and none beyond", () => {
  const { below } = seededRandom(5);
  expect(new Set(Array.from({ length: 1_000 }, () => below(10)))).toEqual(
    new Set(Array.from({ length: 10 }, (_, index) => index)),
  );
});
