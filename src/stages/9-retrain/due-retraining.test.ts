import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveRetrain } from "../../core/definition/retrain.ts";
import { dueRetraining, type RetrainingFacts } from "./due-retraining.ts";

const day = 86_400_000;
const quiet: RetrainingFacts = {
  now: 100 * day,
  newestVersionAt: 95 * day,
  decidedAt: [],
  newLabels: 10,
  firing: [],
};
const all = resolveRetrain({ onAlert: true, every: "30d", newLabels: 500 });

test("dueRetraining() calls for nothing unless the definition has a trigger", () => {
  const facts = { ...quiet, newestVersionAt: 0, newLabels: 1e9, firing: ["accuracy"] };
  expect(dueRetraining(resolveRetrain(), facts)).toEqual({ isDue: false, calls: [], held: null });
});

test("dueRetraining() names each trigger that calls", () => {
  expect(dueRetraining(all, quiet)).toEqual({ isDue: false, calls: [], held: null });
  const facts = {
    ...quiet,
    newestVersionAt: 70 * day,
    newLabels: 500,
    firing: ["accuracy", "drift of device"],
  };
  expect(dueRetraining(all, facts)).toEqual({
    isDue: true,
    calls: [
      "2 alerts on the model's quality fired: accuracy, drift of device.",
      "The newest version is 30 d old, wanted every 30 d.",
      "500 labels were reported since the last time, wanted at 500.",
    ],
    held: null,
  });
});

test("dueRetraining() is held by the cool-down and by the limit a day", () => {
  const due = { ...quiet, newLabels: 500 };
  const held = (decidedAt: readonly number[], options = {}) =>
    dueRetraining({ ...all, ...options }, { ...due, decidedAt }).held;
  expect(held([quiet.now - day / 2])).toBe("The last retraining was 12 h ago, and the cool-down is 1 d.");
  expect(held([quiet.now - day])).toBeNull();
  const hours = [5, 3].map((ago) => quiet.now - ago * 3_600_000);
  expect(held(hours, { coolDownMs: 3_600_000 })).toBe(
    "There were 2 retrainings in 24 hours, and 2 are the limit.",
  );
  expect(held(hours, { coolDownMs: 3_600_000, perDay: 3 })).toBeNull();
});

test("dueRetraining() lets through no more than the limit in any day, whatever calls", () => {
  const steps = fc.array(fc.integer({ min: 1, max: 2 * day }), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 4 }), (gaps, perDay) => {
      const definition = { ...all, perDay, coolDownMs: 3_600_000 };
      const decidedAt: number[] = [];
      let now = 100 * day;
      for (const gap of gaps) {
        now += gap;
        const facts = { ...quiet, now, decidedAt, firing: ["accuracy"] };
        if (dueRetraining(definition, facts).isDue) decidedAt.push(now);
      }
      for (const [index, at] of decidedAt.entries()) {
        expect(decidedAt.filter((other) => other <= at && at - other < day).length).toBeLessThanOrEqual(
          perDay,
        );
        expect(at - (decidedAt[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(3_600_000);
      }
    }),
  );
});
