/** A project with two versions, and what servers leave of them minute by minute. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Fixture, packageFixture } from "../../test/packages/fixture.ts";
import { resolveRollout } from "../core/definition/index.ts";
import { sketchOf, sketchPart, type WindowProfile } from "../core/profile/index.ts";
import { feedback, put } from "../io/event-log/entries.test-support.ts";
import type { EventLog, PredictionEntry } from "../io/event-log/index.ts";
import {
  addCounted,
  allotVersion,
  keepRolloutServer,
  markReady,
  runningRollout,
  type Store,
  startRun,
} from "../io/store/index.ts";
import { buildPackage } from "../stages/6-package/index.ts";
import { type MonitorInput, monitorRound } from "./monitor-round.ts";
import { rolloutRound } from "./rollout-round.ts";
import { minute } from "./some-monitors.test.helper.ts";
import { start, watchedProject } from "./watched-project.test.helper.ts";

let fixture: Fixture;
export let store: Store;
let log: EventLog;
export let input: MonitorInput;
let projects = 0;
let predictions = 0;
let parts = 0;

/** Gives each test of a file a project of its own, with versions 1, the champion, and 2. */
export function eachRolloutProject(): void {
  beforeAll(async () => {
    fixture = await packageFixture({ hidden: [4] });
  });
  afterAll(() => fixture[Symbol.asyncDispose]());
  beforeEach(beginProject);
  afterEach(async () => {
    await log[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
}

const plan = resolveRollout({
  shadow: { for: "2m", leastRows: 100 },
  canary: { steps: [0.1, 0.5], each: "2m", leastRows: 50 },
  giveUpAfter: "30m",
});

async function beginProject(): Promise<void> {
  const project = await watchedProject(fixture, `rollout-${projects++}`);
  ({ store, log } = project);
  input = { ...project.input, definition: { ...project.input.definition, monitor: [], rollout: plan } };
  await addVersion(2, { passed: true });
}

export async function addVersion(wanted: number, { passed }: { readonly passed: boolean }): Promise<void> {
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

export const at = (minutes: number) => start + minutes * minute;
export const project = (minutes: number) => ({ ...input, now: at(minutes) });
export const canary = { version: 2, mode: "canary", by: "ann" } as const;

/** Answers of a version in one minute; of each `right` of 100 labels agree, none where it is null. */
export interface Answers {
  readonly version: number;
  readonly count: number;
  readonly right: number | null;
  readonly score?: number;
}

export async function answer(
  minutes: number,
  { version, count, right, score = 0.9 }: Answers,
): Promise<void> {
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

export function timing(count: number, ms: number) {
  return { count, max: ms, sketch: sketchOf([[sketchPart(ms), count]]) };
}

/** What server "one" counted of a version in one minute. */
export async function count(minutes: number, version: number, { ms = 10, failed = 0 } = {}): Promise<void> {
  const profiles: WindowProfile[] = [
    { kind: "latency", name: "total", ...timing(200, ms) },
    { kind: "outcomes", name: "/predict", counts: { OK: 200 - failed, ENGINE_FAILED: failed } },
  ];
  await keep(minutes, version, profiles);
}

export async function keep(
  minutes: number,
  version: number,
  profiles: readonly WindowProfile[],
): Promise<void> {
  const { name: model } = input.definition;
  await addCounted(store, [{ source: `one/${parts++}`, model, version, start: at(minutes), profiles }]);
}

export async function beReady(): Promise<void> {
  const rollout = await runningRollout(store, input.definition.name);
  const told = { rollout: rollout?.id ?? "", server: "one", why: null, at: start } as const;
  await keepRolloutServer(store, { ...told, state: "ready" });
}

export async function round(minutes: number) {
  const now = () => at(minutes) + 5_000;
  await monitorRound(input, { now });
  return await rolloutRound(input, { now });
}

/** Two minutes in which both versions answer alike. */
export async function goWell(from: number): Promise<void> {
  for (const minutes of [from, from + 1]) {
    await answer(minutes, { version: 1, count: 300, right: 85 });
    await answer(minutes, { version: 2, count: 300, right: 88 });
    for (const version of [1, 2]) await count(minutes, version);
  }
}
