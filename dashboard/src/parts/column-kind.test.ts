import { expect, test } from "vitest";
import { columnKind } from "./column-kind.ts";

test("columnKind() is of numbers where every value is one, and of text where one is not or none is known", () => {
  expect(columnKind([4, null, "39.25", "−0.0007", "1,230", "94.32%", "1e-7"])).toBe("number");
  for (const values of [[], [null, ""], [true, false], ["v38", 4], ["2026-01-01T20:20:24.967Z"], ["1 h"]])
    expect(columnKind(values)).toBe("text");
});
