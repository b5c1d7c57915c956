import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import type { Definition } from "../core/definition/index.ts";
import type { Monitor } from "../core/monitor/index.ts";
import { feedback, put } from "../io/event-log/entries.test-support.ts";
import type { EventLog, PredictionEntry } from "../io/event-log/index.ts";
import { listAlerts, releaseLease, type Store, takeLease } from "../io/store/index.ts";
import { type MonitorInput, monitorRound } from "./monitor-round.ts";
import { accuracy, age, coverage, minute, missing, traffic } from "./some-monitors.test.helper.ts";
import { watchMonitors } from "./watch-monitors.ts";
import { start, watchedProject } from "./watched-project.test.helper.ts";

let fixture: Fixture;
let store: Store;
let log: EventLog;
let input: MonitorInput;
let projects = 0;
let predictions = 0;

beforeAll(async () => {
  fixture = await packageFixture({ hidden: [4] });
});
afterAll(() => fixture[Symbol.asyncDispose]());

beforeEach(async () => {
  const project = await watchedProject(fixture, `project-${projects++}`);
  ({ store, log } = project);
  input = project.input;
});
afterEach(async () => {
  await log[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

function watched(...monitor: readonly Monitor[]): MonitorInput {
  const definition: Definition = { ...input.definition, monitor };
  return { ...input, definition };
}

/** Twenty-five predictions in minute `at`, `right` of them with a label that agrees, the others with one that does not. */
async function serve(at: number, { right, device = "phone" }: { right: number; device?: string | null }) {
  for (let index = 0; index < 25; index++) {
    const id = `p${predictions++}`;
    const raw = { event_id: id, user_id: `user ${id}`, ts: "2026-01-05T00:00:00Z", device, clicks: 3 };
    const inputs = { device, clicks: 3, past_clicks: 1 };
    const answer = { prediction_id: id, prediction: true, probability: 0.9, threshold: 0.5 };
    const entry: PredictionEntry = {
      kind: "prediction",
      id,
      eventId: id,
      entity: `user ${id}`,
      time: start * 1_000,
      model: input.definition.name,
      version: 1,
      body: JSON.stringify({ max_lateness_us: 0, raw, inputs, answer }),
    };
    await put(log, [entry, feedback({ prediction: id }, String(index < right))], start + at * minute + index);
  }
}

const roundAt = (minutes: number, monitors: MonitorInput) =>
  monitorRound(monitors, { now: () => start + minutes * minute + 5_000 });

const phases = async () => {
  const alerts = await listAlerts(store, input.definition.name);
  return Object.fromEntries(
    alerts.map(({ monitor, subject, state }) => [
      subject === "" ? monitor : `${monitor} ${subject}`,
      `${state.phase}${state.noData === null ? "" : ", no data"}`,
    ]),
  );
};

test("monitorRound() measures what servers logged, and judges it", async () => {
  const monitors = watched(accuracy, traffic, coverage, missing, age);
  await serve(0, { right: 25 });
  const first = await roundAt(1, monitors);
  expect(first).toMatchObject({ to: start + minute, version: 1, failures: [], changed: [] });
  expect(
    first.readings.map(({ reading: { measure, subject, value, count } }) => [measure, subject, value, count]),
  ).toEqual([
    ["quality", "", 1, 25],
    ["traffic", "", 25, 25],
    ["labelCoverage", "", 1, 25],
    ["missingShare", "device", 0, 25],
    ["missingShare", "clicks", 0, 25],
    ["staleness", "", minute, 1],
  ]);
  await serve(1, { right: 2, device: null });
  await serve(2, { right: 1, device: null });
  await roundAt(3, monitors);
  expect(await phases()).toEqual({
    accuracy: "firing",
    age: "ok",
    coverage: "ok",
    "missing clicks": "ok",
    "missing device": "firing",
    traffic: "ok",
  });
  const later = await roundAt(11, monitors);
  expect(await phases()).toEqual({
    accuracy: "firing, no data",
    age: "firing",
    coverage: "ok, no data",
    "missing clicks": "ok, no data",
    "missing device": "firing, no data",
    traffic: "firing",
  });
  expect(
    later.changed.map(({ alert, entries }) => [alert.monitor, entries.map(({ change }) => change)]),
  ).toEqual([
    ["accuracy", ["no data"]],
    ["traffic", ["firing"]],
    ["coverage", ["no data"]],
    ["missing", ["no data"]],
    ["missing", ["no data"]],
    ["age", ["firing"]],
  ]);
});

test("monitorRound() done twice changes nothing more", async () => {
  await serve(0, { right: 0 });
  const monitors = watched(accuracy, traffic);
  expect((await roundAt(1, monitors)).changed.length).toBe(1);
  const again = await roundAt(1, monitors);
  expect([again.changed, again.readings]).toEqual([[], []]);
});

test("monitorRound() says of a measure that fails why, and goes on with the others", async () => {
  await serve(0, { right: 25 });
  const stale: Monitor = { ...age, name: "data age", of: "data" };
  const monitors = watched(stale, accuracy, traffic);
  await roundAt(1, monitors);
  const directory = input.workspace.versionDirectory(input.definition.name, 1);
  await writeFile(join(directory, "baseline.json"), "{}");
  const { failures, readings } = await roundAt(2, monitors);
  expect(failures.map(({ monitor }) => monitor)).toEqual(["data age"]);
  expect(readings.map(({ monitor, reading }) => [monitor.name, reading.value])).toEqual([
    ["data age", null],
    ["accuracy", 1],
    ["traffic", 25],
  ]);
  const [alert] = (await listAlerts(store, input.definition.name)).filter(
    ({ monitor }) => monitor === "data age",
  );
  expect(alert?.state.noData?.why).toMatch(
    /^cannot be measured: Version 1 of 'will-buy', which answered: .*baseline.json/,
  );
});

test("monitorRound() leaves the alert of a monitor that the config lost as it is, and says so", async () => {
  await serve(0, { right: 0 });
  await roundAt(1, watched(accuracy));
  await roundAt(2, watched(traffic));
  expect(await phases()).toEqual({ accuracy: "firing, no data", traffic: "ok" });
});

test("monitorRound() looks at windows whose labels are mature", async () => {
  const label = { ...input.definition.events.label, maturesAfterMicros: 600_000_000 };
  const late = { ...input.definition, events: { ...input.definition.events, label }, monitor: [accuracy] };
  await serve(0, { right: 25 });
  const { readings } = await roundAt(11, { ...input, definition: late });
  expect(readings[0]?.reading).toMatchObject({ from: start - 4 * minute, to: start + minute, value: 1 });
});

test("watchMonitors() leaves the round to whoever holds the lease, and takes over from one that was killed", async () => {
  const monitors = watched(traffic);
  const name = "monitors of will-buy";
  const other = { name, holder: "killed", lastsMs: 60_000, now: Date.now() };
  await takeLease(store, other);
  const watch = async (now: () => number) => {
    const told: string[] = [];
    await watchMonitors(monitors, {
      signal: new AbortController().signal,
      once: true,
      now,
      onOther: (holder) => told.push(holder),
      onRound: () => told.push("a round"),
    });
    return told;
  };
  expect(await watch(Date.now)).toEqual(["killed"]);
  expect(await watch(() => Date.now() + 61_000)).toEqual(["a round"]);
  await releaseLease(store, other);
  expect(await watch(Date.now)).toEqual(["a round"]);
});

test("watchMonitors() stops in the middle of its pause, and tells of a round that failed", async () => {
  const cancel = new AbortController();
  const failures: unknown[] = [];
  const noModel = {
    ...watched(traffic),
    definition: { ...input.definition, name: "none", monitor: [traffic] },
  };
  await watchMonitors(noModel, {
    signal: cancel.signal,
    onFailure: (cause) => {
      failures.push(cause);
      setImmediate(() => cancel.abort());
    },
  });
  expect(failures).toMatchObject([{ code: "NOT_FOUND" }]);
});
