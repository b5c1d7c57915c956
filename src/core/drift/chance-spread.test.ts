import { expect, test } from "vitest";
import { chanceSpread, keepSpreads, keptSpreads, spreadMethod } from "./chance-spread.ts";
import type { Reference } from "./drift-measure.ts";

const reference: Reference = { counts: [5, 40, 30, 25, 0], isOrdered: true, places: null, windows: [] };

test("chanceSpread() draws by this method what it drew in all processes before: another value is another method", () => {
  const { mean, deviation } = chanceSpread(reference, "jensenShannon", 50);
  expect(spreadMethod).toBe(1);
  expect(mean).toBeCloseTo(0.120770896, 8);
  expect(deviation).toBeCloseTo(0.045080295, 8);
});

test("chanceSpread() draws once what is asked again, and nothing that was handed to it", () => {
  const before = keptSpreads().drawn;
  const first = chanceSpread(reference, "largestDifference", 300);
  expect(chanceSpread(reference, "largestDifference", 300.2)).toBe(first);
  expect(keptSpreads().drawn).toBe(before + 1);
  expect(chanceSpread(reference, "largestDifference", 301)).not.toEqual(first);
  const [key = ""] = keptSpreads().spreads.at(-1) ?? [];
  const told = { mean: 7, deviation: 2 };
  keepSpreads([[key, told]]);
  expect(chanceSpread(reference, "largestDifference", 301)).toBe(told);
  expect(keptSpreads().drawn).toBe(before + 2);
});

test("keepSpreads() forgets what was not asked for longest, and holds no more than 4,096", () => {
  const own = chanceSpread(reference, "largestDifference", 400);
  const others = Array.from({ length: 4_095 }, (_, at) => [`${at}`, { mean: at, deviation: 0 }] as const);
  keepSpreads(others);
  expect(keptSpreads().spreads).toHaveLength(4_096);
  expect(chanceSpread(reference, "largestDifference", 400)).toBe(own);
  keepSpreads([["one more", own]]);
  const keys = keptSpreads().spreads.map(([key]) => key);
  expect(keys).toHaveLength(4_096);
  expect(keys).not.toContain("0");
  expect(keys).toContain("1");
});
