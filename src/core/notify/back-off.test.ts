import { expect, test } from "vitest";
import { backOffMs } from "./back-off.ts";

const least = { random: () => 0, askedMs: null };
const most = { random: () => 0.999_999_999, askedMs: null };

test("backOffMs() doubles from a second up to five minutes, the later half by chance", () => {
  expect([1, 2, 3, 9, 10, 1_000_000].map((failures) => backOffMs(failures, most))).toEqual([
    1_000, 2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
  expect([1, 2, 10].map((failures) => backOffMs(failures, least))).toEqual([500, 1_000, 150_000]);
});

test("backOffMs() waits as long as it is asked to, within an hour", () => {
  expect(backOffMs(1, { ...least, askedMs: 20_000 })).toBe(20_000);
  expect(backOffMs(10, { ...least, askedMs: 20_000 })).toBe(150_000);
  expect(backOffMs(1, { ...least, askedMs: 10 ** 12 })).toBe(3_600_000);
});
