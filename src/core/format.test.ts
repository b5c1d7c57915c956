import { expect, test } from "vitest";
import { countOf, formatApart, formatCount, formatSignificant } from "./format.ts";

test("formatCount() groups thousands", () => {
  expect(formatCount(1960)).toBe("1,960");
  expect(countOf(1, "row")).toBe("1 row");
  expect(countOf(1960, "row")).toBe("1,960 rows");
});

test("formatSignificant() keeps the leading digits", () => {
  expect([0.123456, 12345.6, -0.00001234, 0, 3].map((value) => formatSignificant(value))).toEqual([
    "0.123",
    "12,300",
    "-0.0000123",
    "0",
    "3",
  ]);
});

test("formatApart() shows as many decimals as tell the numbers apart", () => {
  expect(formatApart(0.78, 0.8)).toEqual(["0.78", "0.80"]);
  expect(formatApart(0.79996, 0.8)).toEqual(["0.79996", "0.80000"]);
  expect(formatApart(0.762, 0.769, 3)).toEqual(["0.762", "0.769"]);
  expect(formatApart(1, 1)).toEqual(["1", "1"]);
});
