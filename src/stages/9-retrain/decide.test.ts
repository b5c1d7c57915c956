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

const sound = { labels: { version: 3, fresh: 900, setAside: [], taken: [] }, settled: null };

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
