import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeedbackPolicy } from "../../../core/definition/index.ts";
import { withdrawnLabel } from "../../../core/withdrawn-label.ts";
import { type Engine, openEngine } from "../../../io/engine.ts";
import { heldLabel } from "./held-label.ts";
import { labelsInForce } from "./labels-in-force.ts";

interface Said {
  readonly key: string;
  readonly source: string;
  readonly label: string;
}

const said = fc.record({
  key: fc.constantFrom("p1", "p2"),
  source: fc.constantFrom("", "crm", "support", "survey", "settled"),
  label: fc.constantFrom("true", "false", '"it\'s"', withdrawnLabel),
});

const policies: readonly FeedbackPolicy[] = [
  { kind: "last" },
  { kind: "majority" },
  { kind: "trusted", sources: ["support", "crm"] },
];

/** By looking through everything. */
function naive(all: readonly Said[], policy: FeedbackPolicy): Map<string, string> {
  const found = new Map<string, string>();
  for (const key of new Set(all.map((one) => one.key))) {
    const own = all.filter((one) => one.key === key);
    const newest = own
      .filter((one, at) => !own.slice(at + 1).some(({ source }) => source === one.source))
      .filter(({ label }) => label !== withdrawnLabel);
    if (newest.length === 0) continue;
    const votes = (label: string) => newest.filter((one) => one.label === label).length;
    const most = Math.max(...newest.map(({ label }) => votes(label)));
    const sources = policy.kind === "trusted" ? policy.sources : [];
    const trusted = sources.flatMap((name) => newest.filter(({ source }) => source === name))[0];
    const settled = newest.find(({ source }) => source === "settled");
    const chosen = {
      last: newest.at(-1),
      majority: settled ?? newest.filter(({ label }) => votes(label) === most).at(-1),
      trusted: settled ?? trusted ?? newest.at(-1),
    }[policy.kind];
    found.set(key, `${chosen?.label} of ${new Set(newest.map(({ label }) => label)).size}`);
  }
  return found;
}

async function inForce(engine: Engine, all: readonly Said[], policy: FeedbackPolicy) {
  const values = all.map(
    ({ key, source, label }, at) => `('${key}', '${source}', ${at}, '${label.replaceAll("'", "''")}', 0)`,
  );
  const told = `(VALUES ${values.join(", ")}) AS told(key, source, seq, label, received_at)`;
  const rows = await engine.all(`SELECT * FROM ${labelsInForce(told, policy)}`);
  return new Map(rows.map(({ key, label, opinions }) => [String(key), `${label} of ${opinions}`]));
}

test.each(policies)("labelsInForce() chooses as the policy $kind reads", async (policy) => {
  using engine = await openEngine({ threads: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 12 }), async (all) => {
      expect(await inForce(engine, all, policy)).toEqual(naive(all, policy));
    }),
    { numRuns: 60 },
  );
});

test.each(policies)("heldLabel() chooses among a few as the policy $kind reads", (policy) => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 12 }), (all) => {
      for (const [key, wanted] of naive(all, policy)) {
        const told = all.map((one, seq) => ({ ...one, seq })).filter((one) => one.key === key);
        const held = heldLabel(told.toReversed(), policy);
        expect(`${held?.told.label} of ${held?.opinions}`).toBe(wanted);
      }
    }),
  );
  expect(heldLabel([], policy)).toBeNull();
});
