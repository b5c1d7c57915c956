import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import { resolveRollout } from "../core/definition/index.ts";
import { sketchOf, sketchPart, type WindowProfile } from "../core/profile/index.ts";
import { feedback, put } from "../io/event-log/entries.test-support.ts";
import type { EventLog, PredictionEntry } from "../io/event-log/index.ts";
import {
  addCounted,
  allotVersion,
  changeAlias,
  keepRolloutServer,
  listAliases,
  listRollouts,
  markReady,
  recentAudit,
  rolloutHistory,
  runningRollout,
  type Store,
  startRun,
} from "../io/store/index.ts";
import { buildPackage } from "../stages/6-package/index.ts";
import { type MonitorInput, monitorRound } from "./monitor-round.ts";
import { promote } from "./promote.ts";
import { beginRollout, cancelRollout } from "./rollout.ts";
import { rolloutRound } from "./rollout-round.ts";
import { minute } from "./some-monitors.test.helper.ts";
import { start, watchedProject } from "./watched-project.test.helper.ts";

let fixture: Fixture;
let store: Store;
let log: EventLog;
let input: MonitorInput;
let projects = 0;
let predictions = 0;
let parts = 0;

beforeAll(async () => {
  fixture = await packageFixture({ hidden: [4] });
});
afterAll(() => fixture[Symbol.asyncDispose]());

const plan = resolveRollout({
  shadow: { for: "2m", leastRows: 100 },
  canary: { steps: [0.1, 0.5], each: "2m", leastRows: 50 },
  giveUpAfter: "30m",
});

beforeEach(async () => {
  const project = await watchedProject(fixture, `rollout-${projects++}`);
  ({ store, log } = project);
  input = { ...project.input, definition: { ...project.input.definition, monitor: [], rollout: plan } };
  await addVersion(2, { passed: true });
});
afterEach(async () => {
  await log[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

async function addVersion(wanted: number, { passed }: { readonly passed: boolean }): Promise<void> {
  const { definition, workspace } = input;
  const { name } = definition;
  const run = await startRun(store, { definition, now: start });
  const about = { name, run, now: start, key: `${wanted}`, trainKey: "k", comparedWith: 1, takenUpTo: 0 };
  const version = await allotVersion(store, about);
  expect(version).toBe(wanted);
  const place = { version, directory: workspace.versionDirectory(name, version), keyFile: workspace.keyFile };
  await buildPackage(fixture.input("", place), fixture.context);
  await markReady(store, { name, version, passed, threshold: 0.5, result: {} });
}

const at = (minutes: number) => start + minutes * minute;
const project = (minutes: number) => ({ ...input, now: at(minutes) });
const canary = { version: 2, mode: "canary", by: "ann" } as const;

/** Answers of a version in one minute; of each `right` of 100 labels agree, none where it is null. */
interface Answers {
  readonly version: number;
  readonly count: number;
  readonly right: number | null;
  readonly score?: number;
}

async function answer(minutes: number, { version, count, right, score = 0.9 }: Answers): Promise<void> {
  const entries = Array.from({ length: count }, (_, index) => {
    const id = `p${predictions++}`;
    const raw = {
      event_id: id,
      user_id: `user ${id}`,
      ts: "2026-01-05T00:00:00Z",
      device: "phone",
      clicks: 3,
    };
    const inputs = { device: "phone", clicks: 3, past_clicks: 1 };
    const told = { prediction_id: id, prediction: true, probability: score, threshold: 0.5 };
    const entry: PredictionEntry = {
      ...{ kind: "prediction", id, eventId: id, entity: `user ${id}`, time: start * 1_000 },
      ...{ model: input.definition.name, version },
      body: JSON.stringify({ max_lateness_us: 0, raw, inputs, answer: told }),
    };
    const isRight = index % 100 < (right ?? 0);
    return right === null ? [entry] : [entry, feedback({ prediction: id }, String(isRight))];
  });
  await put(log, entries.flat(), at(minutes) + 100);
}

function timing(count: number, ms: number) {
  return { count, max: ms, sketch: sketchOf([[sketchPart(ms), count]]) };
}

/** What server "one" counted of a version in one minute. */
async function count(minutes: number, version: number, { ms = 10, failed = 0 } = {}): Promise<void> {
  const profiles: WindowProfile[] = [
    { kind: "latency", name: "total", ...timing(200, ms) },
    { kind: "outcomes", name: "/predict", counts: { OK: 200 - failed, ENGINE_FAILED: failed } },
  ];
  await keep(minutes, version, profiles);
}

async function keep(minutes: number, version: number, profiles: readonly WindowProfile[]): Promise<void> {
  const { name: model } = input.definition;
  await addCounted(store, [{ source: `one/${parts++}`, model, version, start: at(minutes), profiles }]);
}

async function beReady(): Promise<void> {
  const rollout = await runningRollout(store, input.definition.name);
  const told = { rollout: rollout?.id ?? "", server: "one", why: null, at: start } as const;
  await keepRolloutServer(store, { ...told, state: "ready" });
}

async function round(minutes: number) {
  const now = () => at(minutes) + 5_000;
  await monitorRound(input, { now });
  return await rolloutRound(input, { now });
}

/** Two minutes in which both versions answer alike. */
async function goWell(from: number): Promise<void> {
  for (const minutes of [from, from + 1]) {
    await answer(minutes, { version: 1, count: 300, right: 85 });
    await answer(minutes, { version: 2, count: 300, right: 88 });
    for (const version of [1, 2]) await count(minutes, version);
  }
}

test("rolloutRound() goes step by step to the promotion, and says all of it in history and audit", async () => {
  const { name } = input.definition;
  await beginRollout(project(0), canary);
  await beReady();
  await goWell(0);
  expect(await round(1)).toMatchObject({ decision: "wait", rollout: { share: 0.1, state: "running" } });
  expect(await round(2)).toMatchObject({
    decision: "next step",
    rollout: { share: 0.5, step: 1, state: "running", stepSince: at(2) + 5_000 },
  });
  await goWell(3);
  expect(await round(4)).toMatchObject({ decision: "wait" });
  await goWell(5);
  const last = await round(6);
  expect(last).toMatchObject({ decision: "promote", rollout: { state: "promoted", endedAt: at(6) + 5_000 } });
  expect((await listAliases(store, name)).champion).toBe(2);
  expect(await round(7)).toBeNull();
  const { id = "" } = last?.rollout ?? {};
  expect((await rolloutHistory(store, id)).map(({ change, share }) => [change, share])).toEqual([
    ["started", 0.1],
    ["checked", 0.1],
    ["stepped", 0.5],
    ["checked", 0.5],
    ["promoted", 0.5],
  ]);
  const audit = await recentAudit(store, { model: name, limit: 9 });
  expect(
    audit
      .slice(0, 2)
      .map(({ action }) => action)
      .sort(),
  ).toEqual(["alias changed", "rollout promoted"]);
});

test("rolloutRound() rolls back within a minute of a breach, says why, and tells people once", async () => {
  const { name } = input.definition;
  await beginRollout(project(0), canary);
  await beReady();
  await goWell(0);
  await round(1);
  await answer(2, { version: 1, count: 100, right: null });
  await count(2, 1);
  await answer(2, { version: 2, count: 100, right: null });
  await count(2, 2, { failed: 60 });
  const failing = await round(3);
  expect(failing).toMatchObject({ decision: "roll back", rollout: { state: "rolledBack" } });
  expect(failing?.reason).toMatch(/^10.00% of 600 answers failed, wanted at most 1.00%\.$/);
  expect((await listAliases(store, name)).champion).toBe(1);
  const notices = async () =>
    (await store.db.selectFrom("notices").select(["id", "state", "body"]).orderBy("seq").execute()).map(
      ({ id, state, body }) => [id, state, JSON.parse(body).note],
    );
  const { id = "" } = failing?.rollout ?? {};
  const told = [`rollout ${id} firing`, "firing", failing?.reason];
  expect(await notices()).toEqual([told]);
  await round(4);
  expect(await notices()).toEqual([told]);
  await beginRollout(project(5), canary);
  await round(6);
  expect(await notices()).toEqual([told, [`rollout ${id} resolved`, "resolved", failing?.reason]]);
});

test("rolloutRound() takes a worse model back by its labels", async () => {
  await beginRollout(project(0), canary);
  await beReady();
  await answer(0, { version: 1, count: 300, right: 88 });
  await answer(0, { version: 2, count: 200, right: 55 });
  for (const version of [1, 2]) await count(0, version);
  const found = await round(1);
  expect(found).toMatchObject({ decision: "roll back" });
  expect(found?.reason).toMatch(/^measured accuracy is 55\.0% against 88\.0%, worse by 33\.0%/);
});

test("rolloutRound() goes on without labels as far as the last step, and gives up there", async () => {
  await beginRollout(project(0), { ...canary, share: 0.5 });
  await beReady();
  for (const minutes of [0, 1]) {
    for (const version of [1, 2]) {
      await answer(minutes, { version, count: 200, right: null });
      await count(minutes, version);
    }
  }
  expect(await round(3)).toMatchObject({
    decision: "wait",
    reason: "Waits: no label has come of its 400 answers.",
  });
  expect(await round(31)).toMatchObject({ decision: "roll back", rollout: { state: "rolledBack" } });
});

test("rolloutRound() judges a shadow by what servers compared, and then begins the canary", async () => {
  await beginRollout(project(0), { version: 2, mode: "shadow", by: "ann" });
  await beReady();
  const rollout = await runningRollout(store, input.definition.name);
  const compared = (agreed: number, ms: number): WindowProfile => ({
    ...{ kind: "shadow", name: rollout?.id ?? "", rows: 200, agreed, dropped: 9, failed: {} },
    scores: sketchOf([[sketchPart(0.5), 200]]),
    championScores: sketchOf([[sketchPart(0.5), 200]]),
    differences: [[0, 200]],
    latency: timing(200, ms),
    championLatency: timing(200, 10),
  });
  await keep(0, 2, [compared(190, 12)]);
  await count(0, 1);
  expect(await round(1)).toMatchObject({ decision: "wait", rollout: { mode: "shadow", share: 0 } });
  await keep(1, 2, [compared(180, 12)]);
  const next = await round(2);
  expect(next).toMatchObject({ decision: "next step", rollout: { mode: "canary", share: 0.1, step: 0 } });
  expect(next?.readings?.agreement).toEqual({ rows: 400, agreed: 370, dropped: 18 });
});

test("rolloutRound() rolls back what a server refuses, and waits for a server that does not follow", async () => {
  await beginRollout(project(0), canary);
  await goWell(0);
  await count(2, 1);
  expect((await round(3))?.reason).toMatch(/^Waits: no server has version 2 ready/);
  await keepRolloutServer(store, {
    rollout: (await runningRollout(store, input.definition.name))?.id ?? "",
    ...{ server: "two", state: "ready", why: null, at: start },
  });
  expect((await round(3))?.reason).toMatch(/^Waits: 1 of 2 processes that answer do not follow the rollout/);
  await keepRolloutServer(store, {
    rollout: (await runningRollout(store, input.definition.name))?.id ?? "",
    ...{ server: "one", state: "refused", why: "It is damaged.", at: start },
  });
  expect(await round(3)).toMatchObject({
    decision: "roll back",
    reason: "a server refused version 2: It is damaged.",
  });
});

test("rolloutRound() cancels a rollout whose champion is another now", async () => {
  const { name } = input.definition;
  await addVersion(3, { passed: true });
  await beginRollout(project(0), canary);
  await changeAlias(store, { name, version: 3, now: at(1), choose: () => "champion" });
  expect(await round(2)).toMatchObject({
    decision: "cancel",
    reason: "The champion is version 3 now, not version 1, against which it was measured.",
    rollout: { state: "cancelled" },
  });
});

test("rolloutRound() rolls back where every gate passed and the package is gone", async () => {
  await beginRollout(project(0), { ...canary, share: 0.9 });
  await beReady();
  await goWell(0);
  const now = () => at(2) + 5_000;
  await monitorRound(input, { now });
  await writeFile(join(input.workspace.versionDirectory(input.definition.name, 2), "model.onnx"), "nothing");
  const found = await rolloutRound(input, { now });
  expect(found?.rollout).toMatchObject({ state: "rolledBack" });
  expect(found?.rollout.reason).toMatch(/^Every gate passed, but it cannot be promoted: /);
  expect((await listAliases(store, input.definition.name)).champion).toBe(1);
});

test("beginRollout() refuses what cannot be honoured", async () => {
  const begin = (options: Partial<Parameters<typeof beginRollout>[1]>) =>
    beginRollout(project(0), { ...canary, ...options });
  await addVersion(3, { passed: false });
  const refused = "ROLLOUT_REFUSED";
  await expect(begin({ version: 1 })).rejects.toMatchObject({
    code: refused,
    message: "Cannot roll version 1 out: it is the champion already.",
  });
  await expect(begin({ version: 9 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(begin({ version: 3 })).rejects.toMatchObject({ code: "PROMOTION_REFUSED" });
  await expect(begin({ share: 0 })).rejects.toMatchObject({ code: refused });
  await expect(begin({ share: 1.1 })).rejects.toMatchObject({ code: refused });
  const forced = await begin({ version: 3, force: true, share: 0.2 });
  expect(forced).toMatchObject({ share: 0.2, plan: { canary: { steps: [0.2, 0.5] } } });
  expect(forced.reason).toBe("Begun by ann, although it failed its gates.");
  await expect(begin({})).rejects.toMatchObject({ code: refused });
  expect(await cancelRollout(project(1), { reason: "Taken back." })).toMatchObject({ state: "cancelled" });
  expect(await cancelRollout(project(1), { reason: "Taken back." })).toBeNull();
  await rm(input.workspace.versionDirectory(input.definition.name, 2), { recursive: true });
  await expect(begin({})).rejects.toMatchObject({ code: "PACKAGE_INVALID" });
});

test("promote() with a rollout that has ended promotes nothing", async () => {
  const { name } = input.definition;
  const rollout = await beginRollout(project(0), canary);
  await cancelRollout(project(1), { reason: "Taken back." });
  const end = { reason: "late", checks: [], now: at(2) };
  const { workspace } = input;
  await expect(
    promote({ store, workspace, name, now: at(2) }, { version: 2, rollout: { rollout, end } }),
  ).rejects.toMatchObject({ code: "PROMOTION_REFUSED" });
  expect((await listAliases(store, name)).champion).toBe(1);
  expect(await listRollouts(store, name)).toMatchObject([{ state: "cancelled" }]);
});
