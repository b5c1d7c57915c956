import { expect, test } from "vitest";
import { sparkPaths } from "./spark-paths.ts";

const size = { width: 100, height: 36 };

test("sparkPaths() goes from the least at the foot to the greatest near the top", () => {
  const { line, area } = sparkPaths([10, 30, 20], size);
  expect(line).toBe("M0 35L50 2L100 18.5");
  expect(area).toBe("M0 35L50 2L100 18.5L100 35L0 35Z");
});

test("sparkPaths() breaks the line where there is not enough to say, and shows a lone value", () => {
  expect(sparkPaths([1, 2, null, 2, null], size).line).toBe("M0 35L25 2M68.75 2L81.25 2");
});

test("sparkPaths() draws what never changes in the middle, zeros at the foot, and nothing of nothing", () => {
  expect(sparkPaths([5, 5], size).line).toBe("M0 18L100 18");
  expect(sparkPaths([0, 0], size).line).toBe("M0 35L100 35");
  expect(sparkPaths([null, null], size)).toEqual({ line: "", area: "" });
});
