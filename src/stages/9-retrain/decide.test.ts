import fc from "fast-check";
import { expect, test } from "vitest";
import { promotionPolicies } from "../../core/definition/index.ts";
import { decide } from "./decide.ts";

const gate = (passed: boolean) => ({
  metric: "accuracy" as const,
  direction: "atLeast" as const,
  bound: 0.8,
  value: passed ? 0.9 : 0.7,
  passed,
  explanation: passed ? "" : "accuracy is 70.0%, wanted at least 80.0%",
});
const compared = (
  verdict: "better" | "worse" | "not distinguishable",
  worseSlices: readonly string[] = [],
) => ({
  version: 3,
  lossDifference: { value: -0.01, low: -0.02, high: -0.005 },
  verdict,
  worseSlices,
});

const split = { trainRows: 800, validationRows: 200 };
const sound = { labels: { version: 3, fresh: 900, setAside: [], taken: [] }, settled: null, split };

test("decide() promotes by the policy alone where nothing speaks against it", () => {
  const promoted = (policy: (typeof promotionPolicies)[number], verdict: "better" | "not distinguishable") =>
    decide({ policy, gates: [gate(true)], comparison: compared(verdict), ...sound }).promote;
  expect(promotionPolicies.map((policy) => promoted(policy, "better"))).toEqual([false, true, true]);
  expect(promotionPolicies.map((policy) => promoted(policy, "not distinguishable"))).toEqual([
    false,
    false,
    true,
  ]);
});

test("decide() names everything that speaks against it", () => {
  const comparison = compared("worse", ["device = phone"]);
  expect(
    decide({ policy: "when not worse", gates: [gate(true), gate(false)], comparison, ...sound }),
  ).toEqual({
    policy: "when not worse",
    promote: false,
    speaksAgainst: true,
    reasons: [
      "The gate on accuracy failed: accuracy is 70.0%, wanted at least 80.0%.",
      "It is worse than version 3 on the same unseen rows: loss −0.0100 (−0.0200 to −0.0050).",
      "It is worse than version 3 on the slice device = phone.",
    ],
  });
});

test("decide() never promotes past a failed gate, a worse slice, a worse or a missing comparison", () => {
  const verdict = fc.constantFrom("better" as const, "worse" as const, "not distinguishable" as const);
  const comparison = fc.oneof(
    fc.constant(null),
    fc.tuple(verdict, fc.array(fc.string(), { maxLength: 2 })).map(([one, slices]) => compared(one, slices)),
  );
  const input = fc.record({
    policy: fc.constantFrom(...promotionPolicies),
    gates: fc.array(fc.boolean().map(gate), { maxLength: 3 }),
    comparison,
  });
  fc.assert(
    fc.property(input, ({ policy, gates, comparison: found }) => {
      const { promote, reasons } = decide({ policy, gates, comparison: found, ...sound });
      const isSound =
        gates.every(({ passed }) => passed) &&
        found !== null &&
        found.verdict !== "worse" &&
        found.worseSlices.length === 0;
      if (promote) expect([isSound, policy !== "manual"]).toEqual([true, true]);
      expect(reasons.length).toBeGreaterThan(0);
    }),
  );
});

const judged = {
  ...{ scope: { source: "crm" }, labels: 200, what: "contradict its answers", share: 0.8, expected: 0.1 },
  why: "Other sources do not say so of the same time.",
};
const better = { policy: "when better" as const, gates: [gate(true)], comparison: compared("better") };

test("decide() stops where many of the new labels are in doubt, and names fewer", () => {
  const of = (fresh: number) =>
    decide({ ...better, labels: { version: 3, fresh, setAside: [judged], taken: [] }, settled: null, split });
  expect(of(999).promote).toBe(false);
  expect(of(999).reasons[0]).toContain("Of 999 new labels 200 are in doubt");
  expect([of(1_000).promote, of(1_000).reasons.at(-1)]).toEqual([
    true,
    "Set aside: of 200 labels of 'crm', 80.0% contradict the answers of version 3, where 10.0% were to be expected. Other sources do not say so of the same time.",
  ]);
  expect(decide({ ...better, labels: null, settled: null, split }).promote).toBe(false);
});

test("decide() stops a challenger that forgot the past, unless the world is known to have changed", () => {
  const lossDifference = { value: 0.2, low: 0.15, high: 0.25 };
  const settled = { rows: 500, lossDifference, championLoss: 0.3, muchWorse: true };
  const given = (taken: readonly (typeof judged)[], muchWorse: boolean) =>
    decide({ ...better, labels: { ...sound.labels, taken }, settled: { ...settled, muchWorse }, split });
  expect(given([], true)).toMatchObject({ promote: false, speaksAgainst: true });
  expect(given([], true).reasons[0]).toContain("much worse on the 500 rows");
  expect(given([judged], true).promote).toBe(true);
  expect(given([], false).promote).toBe(true);
});

test("decide() says of which rows it speaks where they are the newest alone", () => {
  const window = { ms: 90 * 86_400_000, from: "2026-06-01T00:00:00Z", olderRows: 12_000 };
  const { reasons } = decide({ ...better, ...sound, split: { ...split, window } });
  expect(reasons.at(-1)).toBe(
    "Of the newest 90 d alone: it learned from 800 rows and was judged by 200; 12,000 older were left out.",
  );
});
