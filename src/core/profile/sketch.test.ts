import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine } from "../../io/engine.ts";
import {
  mergeSketches,
  partValue,
  quantileOf,
  type Sketch,
  sketchCount,
  sketchError,
  sketchOf,
  sketchPart,
  sketchPartSql,
} from "./sketch.ts";

const normal = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => Math.abs(value) >= 2 ** -1022 || value === 0);
const skewed = fc.double({ min: 0.001, max: 5_000, noNaN: true });

function counted(values: readonly number[]): Sketch {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(sketchPart(value), (counts.get(sketchPart(value)) ?? 0) + 1);
  return sketchOf(counts);
}

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

test("partValue() lies within the promised error of every value of its part", () => {
  fc.assert(
    fc.property(normal, (value) => {
      const middle = partValue(sketchPart(value));
      expect(Math.abs(middle - value)).toBeLessThanOrEqual(sketchError * Math.abs(value));
    }),
    { numRuns: 1_000 },
  );
});

test("sketchPart() has the order of the values, and tells powers of two apart", () => {
  fc.assert(
    fc.property(normal, normal, (one, other) => {
      if (one < other) expect(sketchPart(one)).toBeLessThanOrEqual(sketchPart(other));
    }),
    { numRuns: 1_000 },
  );
  expect([-2, -1, -0, 0, 1, 2].map((value) => sketchPart(value))).toEqual([
    -(1024 * 64 + 1),
    -(1023 * 64 + 1),
    0,
    0,
    1023 * 64 + 1,
    1024 * 64 + 1,
  ]);
});

test("sketchPartSql() finds the part that sketchPart() finds", async () => {
  const edges = [0, -0, 5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, 1, 1 - 2 ** -53];
  await fc.assert(
    fc.asyncProperty(fc.array(normal, { minLength: 1, maxLength: 200 }), async (random) => {
      const values = [...edges, ...random];
      const list = values.map((value) => `(CAST('${Object.is(value, -0) ? "-0.0" : value}' AS DOUBLE))`);
      const found = await engine.all(
        `SELECT x, ${sketchPartSql("x")} AS part FROM (VALUES ${list.join(", ")}) AS v(x)`,
      );
      expect(found.map(({ part }) => Number(part))).toEqual(values.map(sketchPart));
    }),
    { numRuns: 20 },
  );
});

test("quantileOf() is within the promised error of the true quantile, by rank", () => {
  fc.assert(
    fc.property(
      fc.array(skewed, { minLength: 1, maxLength: 300 }),
      fc.constantFrom(0, 0.5, 0.9, 0.99, 1),
      (values, share) => {
        const sorted = values.toSorted((one, other) => one - other);
        const wanted = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
        const found = quantileOf(counted(values), share) ?? Number.NaN;
        expect(Math.abs(found - wanted)).toBeLessThanOrEqual(sketchError * wanted);
      },
    ),
  );
  expect(quantileOf([], 0.5)).toBeNull();
});

test("mergeSketches() is the sketch of all values, however they were split", () => {
  fc.assert(
    fc.property(fc.array(normal), fc.array(normal), fc.array(normal), (one, other, third) => {
      const whole = counted([...one, ...other, ...third]);
      const [a, b, c] = [counted(one), counted(other), counted(third)];
      expect(mergeSketches(mergeSketches(a, b), c)).toEqual(whole);
      expect(mergeSketches(c, mergeSketches(b, a))).toEqual(whole);
      expect(sketchCount(whole)).toBe(one.length + other.length + third.length);
    }),
  );
});
