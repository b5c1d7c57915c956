import { expect, test } from "vitest";
import { lonePath } from "./lone-path.ts";

const at = (x: number, y: number | null) => ({ x, y });

test("lonePath() has a point wherever a line has nothing to go to", () => {
  expect(lonePath([at(0, 1), at(1, null), at(2, 3), at(3, 4), at(4, null), at(5, 6)])).toBe("M0 1h0M5 6h0");
  expect(lonePath([at(7, 8)])).toBe("M7 8h0");
  expect(lonePath([at(0, 1), at(1, 2), at(2, null)])).toBe("");
  expect(lonePath([])).toBe("");
});
