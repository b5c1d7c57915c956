import { expect, test } from "vitest";
import { newId } from "./new-id.ts";

test("newId() is a UUID of version 7 whose order is that of time", () => {
  const now = Date.UTC(2026, 0, 1);
  const ids = [0, 1, 16, 65_536, 2 ** 40].map((later) => newId(now + later));
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(newId(now)).not.toBe(newId(now));
});
