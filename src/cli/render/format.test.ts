import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMetric,
  formatMicroseconds,
  formatNumber,
  formatShape,
  formatShare,
  formatTime,
} from "./format.ts";

test("formatCount() and formatShape() group thousands", () => {
  expect([formatCount(9_800), formatShape(9_800, 12)]).toEqual(["9,800", "9,800 × 12"]);
});

test("formatShare() keeps one decimal", () => {
  expect([formatShare(0.861), formatShare(1), formatShare(0)]).toEqual(["86.1%", "100.0%", "0.0%"]);
});

test.each([
  [0.012, "12 µs"],
  [0.0996, "0.1 ms"],
  [3.2, "3.2 ms"],
  [9.96, "10 ms"],
  [999.6, "1.0 s"],
  [59_960, "1 min 0 s"],
  [125_000, "2 min 5 s"],
])("formatDuration() gives %d ms in the unit that suits it", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  expect(formatMicroseconds(ms * 1_000)).toBe(text);
});

test.each([
  [999, "999 B"],
  [12_345, "12.3 kB"],
  [4_500_000, "4.5 MB"],
])("formatBytes() gives %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.3333, "0.333"],
  [-0.5, "-0.500"],
  [12.44, "12.4"],
  [1_234_567, "1,234,567"],
  [0, "0.000"],
  [0.000012, "1.20e-5"],
  [Number.NaN, "NaN"],
])("formatNumber() gives %d as %s", (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test("formatMetric() knows the unit of each metric", () => {
  expect(formatMetric("accuracy", 0.861)).toBe("86.1%");
  expect(formatMetric("logLoss", 0.3333)).toBe("0.333");
  expect(formatMetric("latencyP99Ms", 0.05)).toBe("50 µs");
  expect(formatMetric("packageBytes", 12_345)).toBe("12.3 kB");
});

test("formatTime() is UTC", () => {
  expect(formatTime(Date.UTC(2026, 4, 1, 10))).toBe("2026-05-01 10:00:00 UTC");
});
