import { expect, test } from "vitest";
import { numberTicks, valueAxis } from "./number-ticks.ts";

test("numberTicks() gives round numbers inside the axis, no more than there is room for", () => {
  expect(numberTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(numberTicks(1, 20, 8)).toEqual([5, 10, 15, 20]);
  expect(numberTicks(1, 2, 8)).toEqual([1, 1.2, 1.4, 1.6, 1.8, 2]);
  expect(numberTicks(1, 2, 8, true)).toEqual([1, 2]);
  expect(numberTicks(-0.3, 0.3, 3)).toEqual([-0.2, 0, 0.2]);
  expect(numberTicks(0, 1_000, 1)).toEqual([0, 1_000]);
});

test("valueAxis() lies around the values, from round number to round number", () => {
  expect(valueAxis([0.863, 0.841])).toEqual({
    domain: [0.84, 0.865],
    ticks: [0.84, 0.845, 0.85, 0.855, 0.86, 0.865],
  });
  expect(valueAxis([-3, 9])).toEqual({ domain: [-5, 10], ticks: [-5, 0, 5, 10] });
});

test("valueAxis() begins and ends where it is told", () => {
  expect(valueAxis([12, 4_000], { from: 0 })).toEqual({
    domain: [0, 4_000],
    ticks: [0, 1_000, 2_000, 3_000, 4_000],
  });
  expect(valueAxis([0.7], { from: 0, to: 1 }).domain).toEqual([0, 1]);
  expect(valueAxis([0.004], { from: 0, to: 0.01 })).toEqual({
    domain: [0, 0.01],
    ticks: [0, 0.002, 0.004, 0.006, 0.008, 0.01],
  });
});

test("valueAxis() has a height where values are all one, or none is known", () => {
  for (const values of [[5, 5], [0], [-2], []]) {
    const { domain, ticks } = valueAxis(values);
    expect(domain[1]).toBeGreaterThan(domain[0]);
    expect(values.every((value) => value >= domain[0] && value <= domain[1])).toBe(true);
    expect(ticks.length).toBeGreaterThan(2);
  }
  expect(valueAxis([0, 0], { from: 0, isWhole: true })).toEqual({ domain: [0, 1], ticks: [0, 1] });
});
