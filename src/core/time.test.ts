import fc from "fast-check";
import { expect, test } from "vitest";
import { AirworthyError } from "./error.ts";
import { type Duration, durationMicros, formatMicros } from "./time.ts";

test.each([
  ["500ms", 500_000],
  ["1.5h", 5_400_000_000],
  ["30d", 2_592_000_000_000],
  ["1w", 604_800_000_000],
] as const)("durationMicros() reads %s", (duration, micros) => {
  expect(durationMicros(duration)).toBe(micros);
});

test.each(["0d", "-1d", "30 days", "d", "", "1e3s"])("durationMicros() refuses '%s' by name", (text) => {
  expect(() => durationMicros(text as Duration)).toThrowError(AirworthyError);
  expect(() => durationMicros(text as Duration)).toThrowError(`'${text}'`);
});

test("formatMicros() keeps every microsecond", () => {
  fc.assert(
    fc.property(fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }), (micros) => {
      const text = formatMicros(micros);
      const [seconds, fraction = ""] = text.slice(0, -1).split(".");
      const back = Date.parse(`${seconds}Z`) * 1_000 + Number(fraction.padEnd(6, "0"));
      expect(back).toBe(micros);
    }),
  );
});

test("formatMicros() prints no fraction where there is none", () => {
  expect(formatMicros(Date.UTC(2026, 4, 1, 10) * 1_000)).toBe("2026-05-01T10:00:00Z");
  expect(formatMicros(1)).toBe("1970-01-01T00:00:00.000001Z");
});
