import { expect, test } from "vitest";
import { AirworthyError } from "../error.ts";
import { acknowledge, judge, type Reading, untouched } from "./index.ts";
import { ack, conditionOf, minuteMs, readingAt, tell } from "./story.test.helper.ts";

const breachesOf = (entries: readonly { change: string; reading: Reading | null }[]) =>
  entries
    .filter(({ change }) => ["pending", "firing", "again", "breached"].includes(change))
    .map(({ reading }) => reading?.value);

test("judge() fires on accuracies that fall below 0.90, and knows the least", () => {
  const accuracies = [0.95, 0.94, 0.92, 0.85, 0.8];
  const { state, entries, phases } = tell(conditionOf({ direction: "below", bound: 0.9 }), accuracies);
  expect(phases).toEqual(["ok", "ok", "ok", "firing", "firing"]);
  expect(breachesOf(entries)).toEqual([0.85, 0.8]);
  expect(state).toMatchObject({
    phase: "firing",
    condition: "breached",
    worst: 0.8,
    breaches: 2,
    firings: 1,
  });
});

test("judge() keeps a latency alert on after a fine value, with both breaches recorded", () => {
  const { state, entries, phases } = tell(conditionOf({ bound: 100 }), [90, 110, 95, 105]);
  expect(phases).toEqual(["ok", "firing", "firing", "firing"]);
  expect(entries.map(({ change, phase, reading }) => [change, phase, reading?.value])).toEqual([
    ["firing", "firing", 110],
    ["over", "firing", 95],
    ["again", "firing", 105],
  ]);
  expect(breachesOf(entries)).toEqual([110, 105]);
  expect(state).toMatchObject({ worst: 110, breaches: 2, firings: 1 });
});

test("judge() shows both facts of a latched alert: the condition is over, and nobody has acknowledged it", () => {
  const { state } = tell(conditionOf(), [110, 95]);
  expect(state).toMatchObject({ phase: "firing", condition: "over", acknowledged: null });
});

test("judge() lets no data neither clear nor satisfy", () => {
  expect(tell(conditionOf({ latch: false }), [110, null, null]).phases).toEqual([
    "firing",
    "firing",
    "firing",
  ]);
  expect(tell(conditionOf(), [null, null]).state).toMatchObject({ phase: "ok", noData: { since: minuteMs } });
  const monitor = conditionOf({ forMs: 2 * minuteMs });
  expect(tell(monitor, [110, null, null, null, null]).phases).toEqual(Array(5).fill("pending"));
});

test("judge() moves the clock of `for` only between breaches next to each other", () => {
  const monitor = conditionOf({ forMs: 2 * minuteMs });
  expect(tell(monitor, [110, 110, 110]).phases).toEqual(["pending", "pending", "firing"]);
  expect(tell(monitor, [110, 110, null, 110, 110]).phases).toEqual([
    "pending",
    "pending",
    "pending",
    "pending",
    "firing",
  ]);
  expect(tell(monitor, [110, 110, 95, 110, 110, 110]).phases).toEqual([
    "pending",
    "pending",
    "ok",
    "pending",
    "pending",
    "firing",
  ]);
});

test("judge() does not count time that no window covers", () => {
  const monitor = conditionOf({ forMs: 3 * minuteMs });
  const first = judge({ monitor, state: untouched, reading: readingAt(0, { value: 110 }) });
  const afterHours = judge({ monitor, state: first.state, reading: readingAt(300, { value: 110 }) });
  expect(afterHours.state).toMatchObject({ phase: "pending", heldMs: minuteMs });
});

test("judge() resolves only at the resolve threshold", () => {
  const monitor = conditionOf({ bound: 100, resolveBound: 80, latch: false });
  expect(tell(monitor, [110, 95, 81, 80, 95]).phases).toEqual([
    "firing",
    "firing",
    "firing",
    "resolved",
    "resolved",
  ]);
});

test("acknowledge() resolves nothing; the next reading that finds it over does", () => {
  expect(tell(conditionOf(), [110, ack, 110, 95]).phases).toEqual([
    "firing",
    "acknowledged",
    "acknowledged",
    "resolved",
  ]);
  expect(tell(conditionOf(), [110, 95, ack, null, 95]).phases).toEqual([
    "firing",
    "firing",
    "acknowledged",
    "acknowledged",
    "resolved",
  ]);
});

test("judge() fires again on a new breach after an acknowledgement", () => {
  const resolved = tell(conditionOf(), [110, ack, 95, 105]);
  expect(resolved.phases).toEqual(["firing", "acknowledged", "resolved", "firing"]);
  expect(resolved.state).toMatchObject({ firings: 2, acknowledged: null, breaches: 1, worst: 105 });
  const overBefore = tell(conditionOf(), [110, 95, ack, 105]);
  expect(overBefore.phases).toEqual(["firing", "firing", "acknowledged", "firing"]);
  expect(overBefore.entries.map(({ change }) => change)).toEqual([
    "firing",
    "over",
    "acknowledged",
    "resolved",
    "firing",
  ]);
});

test("acknowledge() keeps who, when and the note, and refuses an alert that is not firing", () => {
  const { state, entries } = tell(conditionOf(), [110, ack]);
  expect(state.acknowledged).toEqual({ at: minuteMs, who: "ann", note: "seen" });
  expect(entries.at(-1)).toMatchObject({ change: "acknowledged", at: minuteMs, who: "ann", note: "seen" });
  const again = () => acknowledge(state, { at: 0, who: "bo", note: "" });
  expect(again).toThrow(AirworthyError);
  expect(again).toThrow("it is acknowledged by ann, wanted one that is firing");
  expect(() => acknowledge(untouched, { at: 0, who: "bo", note: "" })).toThrow("it is ok");
});

test("judge() takes a window once, and none that is older", () => {
  const monitor = conditionOf();
  const { state } = tell(monitor, [90, 110]);
  expect(judge({ monitor, state, reading: readingAt(1, { value: 110 }) })).toEqual({ state, entries: [] });
  expect(judge({ monitor, state, reading: readingAt(0, { value: 500 }) })).toEqual({ state, entries: [] });
});

test("judge() says why there is no data, and when it is back", () => {
  const monitor = conditionOf({ leastSample: 50 });
  const few = judge({ monitor, state: untouched, reading: readingAt(0, { value: 110, count: 49 }) });
  expect(few.state).toMatchObject({
    phase: "ok",
    noData: { why: "49 in the window, wanted 50" },
    latest: null,
  });
  const failed = judge({
    monitor,
    state: few.state,
    reading: readingAt(1, { value: null, count: 0, why: "cannot be measured: the disk is full" }),
  });
  expect(failed.state.noData).toEqual({ since: minuteMs, why: "cannot be measured: the disk is full" });
  expect(failed.entries).toEqual([]);
  const back = judge({ monitor, state: failed.state, reading: readingAt(2, { value: 110, count: 50 }) });
  expect(back.state).toMatchObject({ phase: "firing", noData: null });
  expect(back.entries.map(({ change }) => change)).toEqual(["data again", "firing"]);
});
