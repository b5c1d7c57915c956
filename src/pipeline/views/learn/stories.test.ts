/** What the learn page's simulators say is what the product does. */

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type AlertStory, tellAlert } from "./alert-story.ts";
import { eventFate } from "./event-fate.ts";
import { exampleFile, type ShippedExample } from "./lesson-page.ts";
import { type LogStory, tellLog } from "./log-story.ts";
import { retrainDecision } from "./retrain-story.ts";
import type { RetrainStory } from "./retrain-story-form.ts";

const monitor: AlertStory["monitor"] = {
  direction: "below",
  bound: 0.8,
  resolveBound: 0.8,
  forMs: 0,
  leastSample: 50,
  latch: true,
  strict: false,
};
const window = (value: number | null, count = 50) => ({ value, count });

function phasesOf(happenings: AlertStory["happenings"], parts: Partial<AlertStory["monitor"]> = {}) {
  return tellAlert({ monitor: { ...monitor, ...parts }, windowMs: 60_000, happenings }).phases;
}

test("tellAlert() latches until somebody acknowledges, and resolves by itself without the latch", () => {
  const night = [window(0.9), window(0.7), window(0.9)];
  expect(phasesOf(night)).toEqual(["ok", "firing", "firing"]);
  expect(phasesOf(night, { latch: false })).toEqual(["ok", "firing", "resolved"]);
  expect(phasesOf([...night, "acknowledge", window(0.9)])).toEqual([
    ...["ok", "firing", "firing", "acknowledged", "resolved"],
  ]);
});

test("tellAlert() takes too few rows as no data, and waits as long as `for` says", () => {
  const told = tellAlert({ monitor, windowMs: 60_000, happenings: [window(0.7, 49), window(null, 0)] });
  expect([told.phases, told.isNoData]).toEqual([
    ["ok", "ok"],
    [true, true],
  ]);
  expect(phasesOf([window(0.7), window(0.7), window(0.7)], { forMs: 120_000 })).toEqual([
    ...["pending", "pending", "firing"],
  ]);
  expect(() => phasesOf([window(0.9), "acknowledge"])).toThrow(/firing/);
});

const ask = (event: string): LogStory["messages"][number] => ({ kind: "ask", event });
const truth = (event: string, label = "true"): LogStory["messages"][number] => ({
  kind: "truth",
  event,
  label,
});

test("tellLog() writes an event once, keeps a truth until its event comes, and takes the same truth once", () => {
  expect(tellLog({ messages: [ask("a"), ask("a"), ask("b")] })).toEqual({
    outcomes: ["recorded", "the first answer again", "recorded"],
    ...{ events: 2, predictions: 2, labels: 0 },
  });
  expect(tellLog({ messages: [truth("a"), truth("a"), ask("a"), truth("a"), truth("a", "false")] })).toEqual({
    outcomes: ["pending", "repeated", "recorded", "repeated", "matched"],
    ...{ events: 1, predictions: 1, labels: 2 },
  });
});

test("eventFate() says which value does not fit, which rule sends an event away, and hides personal data", async () => {
  const { definition, outcomes, facts } = JSON.parse(await readFile(exampleFile, "utf8")) as ShippedExample;
  const example = Object.fromEntries(facts.columns.map(({ name, example: value }) => [name, value]));
  const whole = { ...example, user_id: "u7", bought: "true" };
  const fateOf = (part: Readonly<Record<string, string>>) =>
    eventFate({ definition, outcomes, event: { ...whole, ...part }, now: Date.parse("2027-01-01") });
  expect(fateOf({}).leftAt).toBeNull();
  expect(fateOf({}).values.find(({ name }) => name === "user_id")?.read).toBe("(hidden)");
  expect(fateOf({ clicks: "many" })).toMatchObject({ leftAt: "collect", misfits: [{ column: "clicks" }] });
  expect(fateOf({ clicks: "" })).toMatchObject({ leftAt: "clean", rule: "missing clicks", policy: "drop" });
  expect(fateOf({ impressions: "-1" })).toMatchObject({ leftAt: "clean", policy: "setAside" });
});

test("retrainDecision() promotes only what nothing speaks against", () => {
  const fine: RetrainStory = {
    policy: "when better",
    verdict: "better",
    gatesHold: true,
    worseSlice: false,
    labels: 100,
    inDoubt: 0,
    version: 3,
  };
  expect(retrainDecision(fine)).toMatchObject({ promote: true, speaksAgainst: false });
  for (const against of [
    { gatesHold: false },
    { worseSlice: true },
    { verdict: "worse" },
    { verdict: "not distinguishable" },
    { inDoubt: 100 },
  ] as const)
    expect(retrainDecision({ ...fine, ...against })).toMatchObject({ promote: false, speaksAgainst: true });
  expect(retrainDecision({ ...fine, policy: "manual" })).toMatchObject({
    promote: false,
    speaksAgainst: false,
  });
});
