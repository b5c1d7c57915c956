import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

test.each([
  ["clics", "clicks"],
  ["CLICKS", "clicks"],
  ["user_idd", "user_id"],
  ["colour", null],
  ["x", null],
] as const)("nearestName() finds for '%s': %s", (wanted, found) => {
  expect(nearestName(wanted, ["event_id", "user_id", "clicks", "device"])).toBe(found);
});
