import fc from "fast-check";
import { expect, test } from "vitest";
import { TimeEstimate } from "./time-estimate.ts";

test("predict() finds the line that the measurements lie on", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 2, noNaN: true }),
      fc.double({ min: 0.01, max: 50, noNaN: true }),
      fc.uniqueArray(fc.integer({ min: 1, max: 512 }), { minLength: 2, maxLength: 60 }),
      (perRow, fixed, sizes) => {
        const estimate = new TimeEstimate();
        for (const rows of sizes) estimate.record(rows, perRow * rows + fixed);
        for (const rows of [1, 64, 256]) expect(estimate.predict(rows)).toBeCloseTo(perRow * rows + fixed, 2);
      },
    ),
  );
});

test("predict() follows what changes, and keeps the slope where all batches are of one size", () => {
  const estimate = new TimeEstimate();
  expect(estimate.predict(100)).toBe(0);
  for (const rows of [1, 101]) estimate.record(rows, 10 + rows / 10);
  for (let n = 0; n < 400; n++) estimate.record(1, 5);
  expect(estimate.predict(1)).toBeCloseTo(5, 1);
  for (let n = 0; n < 400; n++) estimate.record(1, 50);
  expect(estimate.predict(1)).toBeCloseTo(50, 0);
});
