import fc from "fast-check";
import { expect, test } from "vitest";
import { type FixedPoint, fixedPointOf, type Moments, mergeMoments, spreadOf, unitsOf } from "./moments.ts";

function counted(values: readonly number[], point: FixedPoint): Moments {
  const units = values.flatMap((value) => unitsOf(value, point) ?? []).map(BigInt);
  const sum = units.reduce((total, one) => total + one, 0n);
  const squares = units.reduce((total, one) => total + one * one, 0n);
  return { ...point, count: units.length, sum: String(sum), sumOfSquares: String(squares) };
}

const scales = fc.record({
  mean: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  standardDeviation: fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
});

test("spreadOf() tells mean and deviation of values near the reference to a millionth of its deviation", () => {
  const shares = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(scales, shares, (scale, at) => {
      const values = at.map((share) => scale.mean + share * scale.standardDeviation);
      const found = spreadOf(counted(values, fixedPointOf(scale)));
      const mean = values.reduce((sum, value) => sum + (value - scale.mean), 0) / values.length + scale.mean;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const allowed = 2e-6 * scale.standardDeviation + 1e-12 * Math.abs(scale.mean);
      expect(Math.abs((found.mean ?? Number.NaN) - mean)).toBeLessThan(allowed);
      const deviation = Math.sqrt(squares / (values.length - 1));
      expect(Math.abs((found.standardDeviation ?? Number.NaN) - deviation)).toBeLessThan(2 * allowed);
    }),
  );
});

test("mergeMoments() is of all values to the last digit, however they were split", () => {
  const any = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(scales, any, any, any, (scale, one, other, third) => {
      const point = fixedPointOf(scale);
      const [a, b, c] = [one, other, third].map((values) => counted(values, point)) as [
        Moments,
        Moments,
        Moments,
      ];
      const whole = counted([...third, ...one, ...other], point);
      expect(mergeMoments(a, mergeMoments(b, c))).toEqual(whole);
      expect(mergeMoments(mergeMoments(c, a), b)).toEqual(whole);
    }),
  );
  const [one, other] = [1, 2].map((unit) => ({ center: 0, unit, count: 1, sum: "1", sumOfSquares: "1" }));
  expect(() => mergeMoments(one as Moments, other as Moments)).toThrow("different fixed points");
});

test("unitsOf() leaves out what lies a million deviations away, and takes every usual value", () => {
  const point = fixedPointOf({ mean: 5, standardDeviation: 2 });
  expect(unitsOf(1e308, point)).toBeNull();
  expect(unitsOf(-1e308, fixedPointOf({ mean: 1e308, standardDeviation: 1e300 }))).toBeNull();
  expect(unitsOf(5, point)).toBe(0);
  expect(unitsOf(9, point)).toBe(2 ** 21);
  expect(fixedPointOf({ mean: null, standardDeviation: null })).toEqual({ center: 0, unit: 2 ** -20 });
  expect(Number.isFinite(fixedPointOf({ mean: 1e308, standardDeviation: 1e308 }).unit)).toBe(true);
});

test("spreadOf() tells nothing of nothing, and no deviation of one value", () => {
  const point = { center: 3, unit: 1 };
  expect(spreadOf({ ...point, count: 0, sum: "0", sumOfSquares: "0" })).toEqual({
    mean: null,
    standardDeviation: null,
  });
  expect(spreadOf({ ...point, count: 1, sum: "4", sumOfSquares: "16" })).toEqual({
    mean: 7,
    standardDeviation: null,
  });
});
