import { expect, test } from "vitest";
import { formatAgo, formatDifference, formatNumber, formatShare, formatTick } from "./format.ts";

test("formatNumber() and formatShare() have a minus before what is below zero, and leave exponents alone", () => {
  expect([-0.207, -40, -1_230.4, -2.5e-7, 3.2e-7].map((value) => formatNumber(value))).toEqual([
    ...["−0.207", "−40", "−1,230"],
    ...["−2.50e-7", "3.20e-7"],
  ]);
  expect(formatShare(-0.012)).toBe("−1.2%");
});

test("formatTick() has no zeros that say nothing", () => {
  const shown = [0, 0.05, 0.1, 0.5, 1, 1.5, 10, 100, 1_200, -0.25, 2e-7].map((value) => formatTick(value));
  expect(shown).toEqual(["0", "0.05", "0.1", "0.5", "1", "1.5", "10", "100", "1,200", "−0.25", "2.00e-7"]);
});

test("formatDifference() is signed, of shares in points; what rounds to nothing has no sign", () => {
  expect([0.0123, -0.012, 0.0001, -0.0001, 0].map((value) => formatDifference(value, "share"))).toEqual([
    ...["+1.2\u00a0pp", "−1.2\u00a0pp"],
    ...["0.0\u00a0pp", "0.0\u00a0pp", "0.0\u00a0pp"],
  ]);
  expect([0.0123, -2.49e-6, 5.8e-6].map((value) => formatDifference(value, "nats"))).toEqual([
    ...["+0.0123", "0.0000", "0.0000"],
  ]);
  expect(formatDifference(-2.49e-6, "label")).toBe("−2.49e-6");
});

test("formatAgo() tells seconds within the minute alone", () => {
  const now = Date.UTC(2026, 0, 2);
  const told = [400, 20_000, 142_000, 3_600_000, 22_140_000, -90_000].map((ms) => formatAgo(now - ms, now));
  expect(told).toEqual(["now", "20 s ago", "2 min ago", "1 h ago", "6 h 9 min ago", "in 1 min"]);
});
