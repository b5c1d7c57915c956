import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeQuality } from "./merge-quality.ts";
import type { BinaryQuality, MulticlassQuality, QualityWindow, RegressionQuality } from "./quality-window.ts";

const count = fc.nat({ max: 1_000_000 });
const big = fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }).map(String);

function cellsOf(keys: fc.Arbitrary<number[]>, counts: number): fc.Arbitrary<number[][]> {
  const cell = fc.tuple(keys, fc.array(count, { minLength: counts, maxLength: counts }));
  return fc
    .uniqueArray(cell, { maxLength: 8, selector: ([key]) => key.join() })
    .map((cells) => cells.map(([key, values]) => [...key, ...values]).sort(ascending));
}

function ascending(one: number[], other: number[]): number {
  return (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0);
}

const scored = {
  kind: fc.constant("quality"),
  name: fc.constant("device = tablet"),
  predicted: count,
  labelled: count,
  losses: fc.record({ loss: count, lossSquares: count, scoreSquares: count }),
  expected: fc.record({ right: count, rightVariance: count, loss: count, lossVariance: count }),
  cells: cellsOf(fc.tuple(fc.integer({ min: -3, max: 3 })), 4),
};

const windows: Record<QualityWindow["task"], fc.Arbitrary<QualityWindow>> = {
  binary: fc.record({
    ...scored,
    task: fc.constant("binary"),
    saidTrue: count,
    truePositives: count,
    falsePositives: count,
    trueNegatives: count,
    falseNegatives: count,
  }) as unknown as fc.Arbitrary<BinaryQuality>,
  multiclass: fc.record({
    ...scored,
    task: fc.constant("multiclass"),
    classes: fc.constant(3),
    confusion: cellsOf(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.nat({ max: 2 })), 1),
  }) as unknown as fc.Arbitrary<MulticlassQuality>,
  regression: fc.record({
    kind: fc.constant("quality"),
    name: fc.constant(""),
    predicted: count,
    labelled: count,
    task: fc.constant("regression"),
    unit: fc.constant(0.25),
    absolute: big,
    squares: big,
    labels: big,
    labelSquares: big,
    fourths: big,
  }) as unknown as fc.Arbitrary<RegressionQuality>,
};

test.each(Object.entries(windows))(
  "mergeQuality() of %s windows does not depend on order or grouping, and loses nothing",
  (_, window) => {
    fc.assert(
      fc.property(window, window, window, (one, two, three) => {
        const merged = mergeQuality(mergeQuality(one, two), three);
        expect(mergeQuality(one, mergeQuality(two, three))).toEqual(merged);
        expect(mergeQuality(three, mergeQuality(two, one))).toEqual(merged);
        expect(totals(merged)).toEqual(sum([one, two, three].map(totals)));
      }),
    );
  },
);

/** Every count of a window under its place; a cell's under its keys. */
function totals(window: QualityWindow): Map<string, bigint> {
  const found = new Map<string, bigint>();
  const keys = { cells: 1, confusion: 2 } as const;
  for (const [name, value] of Object.entries(window)) {
    if (["kind", "name", "task", "unit", "classes"].includes(name)) continue;
    if (name === "cells" || name === "confusion")
      for (const cell of value as number[][])
        for (const [at, each] of cell.slice(keys[name]).entries())
          found.set(`${name} ${cell.slice(0, keys[name])} ${at}`, BigInt(each));
    else if (typeof value === "object")
      for (const [part, each] of Object.entries(value as object)) found.set(`${name} ${part}`, BigInt(each));
    else found.set(name, BigInt(value as number));
  }
  return found;
}

function sum(all: readonly Map<string, bigint>[]): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const one of all) for (const [key, value] of one) found.set(key, (found.get(key) ?? 0n) + value);
  return found;
}

test("mergeQuality() refuses windows of different tasks, slices and units", () => {
  const [binary] = fc.sample(windows.binary, 1);
  const [regression] = fc.sample(windows.regression, 1);
  if (binary === undefined || regression === undefined) throw new Error("no sample");
  expect(() => mergeQuality(binary, { ...binary, name: "" })).toThrow(/different slices/);
  expect(() => mergeQuality({ ...binary, name: "" }, regression)).toThrow(/different tasks/);
  expect(() => mergeQuality(regression, { ...regression, unit: 0.5 } as QualityWindow)).toThrow(
    /different units/,
  );
});
