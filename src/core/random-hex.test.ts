import { expect, test } from "vitest";
import { randomHex } from "./random-hex.ts";

test("randomHex() gives as many digits as asked, again and again, and none twice", () => {
  const drawn = Array.from({ length: 2_000 }, (_, at) => randomHex(16 + (at % 17)));
  for (const [at, digits] of drawn.entries())
    expect(digits).toMatch(new RegExp(`^[0-9a-f]{${16 + (at % 17)}}$`));
  expect(new Set(drawn.map((digits) => digits.slice(0, 16))).size).toBe(drawn.length);
});
