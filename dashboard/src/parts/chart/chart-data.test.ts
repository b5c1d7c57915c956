import { expect, test } from "vitest";
import { happenedAt } from "./chart-data.ts";

const at = (x: number) => ({ x, label: `alert: at ${x}`, color: "red.7" });

test("happenedAt() tells what lies at a place, from its beginning to before its end, and how much more there is", () => {
  const markers = [at(4), at(5), at(10), at(14.9), at(15)];
  expect(happenedAt(10, { markers, width: 10 })).toEqual(["alert: at 5", "alert: at 10", "alert: at 14.9"]);
  expect(happenedAt(10, { markers })).toEqual(["alert: at 10"]);
  expect(happenedAt(7, { markers })).toEqual([]);
  const many = Array.from({ length: 7 }, () => at(1));
  expect(happenedAt(1, { markers: many, width: 1 }).slice(-2)).toEqual(["alert: at 1", "and 3 more"]);
});
