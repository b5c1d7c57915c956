import fc from "fast-check";
import { expect, test } from "vitest";
import { entityNumber, isInShare } from "./share.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });

test("isInShare() only adds entities as the share grows, and takes all at 1 and none at 0", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), share, share, (rollout, entity, one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      if (isInShare(rollout, entity, less)) expect(isInShare(rollout, entity, more)).toBe(true);
      expect(isInShare(rollout, entity, 0)).toBe(false);
      expect(isInShare(rollout, entity, 1)).toBe(true);
    }),
  );
});

test("entityNumber() is the same each time, from [0, 1)", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (rollout, entity) => {
      const number = entityNumber(rollout, entity);
      expect(number).toBe(entityNumber(rollout, entity));
      expect(number).toBeGreaterThanOrEqual(0);
      expect(number).toBeLessThan(1);
    }),
  );
  // Another value here would show entities of running rollouts another version.
  expect(entityNumber("a rollout", "u7")).toBe(0.808767739450559);
});

/** χ² of 100 equal parts over 20,000 entities: above 149 in one of 1,000 even spreads. */
function unevenness(rollout: string, name: (index: number) => string): number {
  const counts = new Array<number>(100).fill(0);
  for (let index = 0; index < 20_000; index += 1) {
    const part = Math.floor(100 * entityNumber(rollout, name(index)));
    counts[part] = (counts[part] ?? 0) + 1;
  }
  return counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
}

test("entityNumber() spreads entities evenly, however alike their names are", () => {
  const names: readonly ((index: number) => string)[] = [
    (index) => `u${index}`,
    (index) => String(index),
    (index) => `user-${index}@example.com`,
    (index) => "x".repeat(index % 50) + index,
    (index) => String.fromCharCode(index + 1),
  ];
  for (const rollout of ["a", "b", "0195c1a2-7b1e-4a77-9a52-3f0a5a7b6c1d"])
    for (const name of names) expect(unevenness(rollout, name)).toBeLessThan(149);
});

test("entityNumber() of one rollout tells nothing of another", () => {
  let both = 0;
  for (let index = 0; index < 20_000; index += 1)
    if (isInShare("one", `u${index}`, 0.5) && isInShare("two", `u${index}`, 0.5)) both += 1;
  expect(Math.abs(both - 5_000)).toBeLessThan(250); // four standard deviations
});
