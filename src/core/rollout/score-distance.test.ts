import fc from "fast-check";
import { expect, test } from "vitest";
import { sketchOf, sketchPart } from "../profile/index.ts";
import { worseBy } from "./figure-difference.ts";
import { scoreDistance } from "./score-distance.ts";

const values = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 40 });

function sketch(all: readonly number[]) {
  const parts = Map.groupBy(all, sketchPart);
  return sketchOf([...parts].map(([part, own]) => [part, own.length] as const));
}

/** By its definition, over every value. */
function naive(one: readonly number[], other: readonly number[]): number {
  const share = (all: readonly number[], part: number) =>
    all.filter((value) => sketchPart(value) <= part).length / all.length;
  const parts = [...one, ...other].map(sketchPart);
  return Math.max(...parts.map((part) => Math.abs(share(one, part) - share(other, part))));
}

test("scoreDistance() is the greatest difference of the cumulative shares", () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      expect(scoreDistance(sketch(one), sketch(other))).toBeCloseTo(naive(one, other), 12);
    }),
  );
  expect(scoreDistance(sketch([0.1, 0.2]), sketch([0.1, 0.2]))).toBe(0);
  expect(scoreDistance(sketch([0.1, 0.2]), sketch([0.8]))).toBe(1);
  expect(scoreDistance([], sketch([0.8]))).toBeNaN();
});

test("worseBy() agrees with Newcombe's interval of a difference of two shares", () => {
  // Newcombe (1998), table II, example (a), method 10: 56/70 − 48/80 = 0.2 (0.0524 to 0.3339), from Wilson's intervals.
  const [champion, challenger] = [
    { value: 0.8, low: 0.6917, high: 0.8776 },
    { value: 0.6, low: 0.4904, high: 0.7004 },
  ];
  const found = worseBy(challenger, champion, { better: "higher" });
  expect(found?.value).toBeCloseTo(0.2, 12);
  expect(found?.low).toBeCloseTo(0.0524, 3);
  expect(found?.high).toBeCloseTo(0.3339, 3);
  expect(worseBy(challenger, champion, { better: "lower" })?.value).toBeCloseTo(-0.2, 12);
  expect(worseBy({ ...challenger, low: null }, champion, { better: "higher" })).toBeNull();
});
