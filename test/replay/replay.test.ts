/** A replay that cannot fail proves nothing: each way to spoil a log is found, and found where it is. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { AirworthyError } from "../../src/core/error.ts";
import { type Engine, openEngine } from "../../src/io/engine.ts";
import { type EventLog, openEventLog } from "../../src/io/event-log/index.ts";
import { openStore, type Store } from "../../src/io/store/index.ts";
import { type Replay, type ReplayOptions, replay } from "../../src/stages/7-serve/index.ts";
import { at, fillLog, inputs, served, start } from "./sound-log.ts";

let engine: Engine;
let directory: string;
let store: Store;
let log: EventLog;
beforeAll(async () => {
  engine = await openEngine({ threads: 1 });
});
afterAll(() => engine[Symbol.dispose]());

const day = 86_400_000;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-spoilt-"));
  const path = join(directory, "store.sqlite");
  log = await openEventLog(path);
  store = await openStore(path);
  await fillLog(log);
});
afterEach(async () => {
  await log[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const context = (signal = new AbortController().signal) => ({
  engine,
  emit: () => {},
  now: Date.now,
  signal,
});
const replayed = (options: ReplayOptions = {}) =>
  replay(
    { store, packageOf: async () => ({ manifest: { definition: served, cleaning: [] } }) },
    context(),
    options,
  );

/** Which predictions differ, by input. */
function skewOf({ versions }: Replay): Readonly<Record<string, readonly string[]>> {
  const found = versions.flatMap((version) => version.inputs).filter(({ mismatches }) => mismatches > 0);
  for (const { mismatches, examples } of found) expect(examples).toHaveLength(Math.min(5, mismatches));
  return Object.fromEntries(
    found.map(({ name, examples }) => [name, examples.map(({ prediction }) => prediction)]),
  );
}

async function changeEvent(id: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const of = store.db.updateTable("events").where("id", "=", id);
  const { body } = await store.db
    .selectFrom("events")
    .select("body")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  await of.set({ body: JSON.stringify({ ...(JSON.parse(body) as object), ...change }) }).execute();
}

async function changeInput(id: string, name: string, value: unknown): Promise<void> {
  const { body } = await store.db
    .selectFrom("predictions")
    .select("body")
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const record = JSON.parse(body) as { inputs: Record<string, unknown> };
  record.inputs[name] = value;
  await store.db
    .updateTable("predictions")
    .set({ body: JSON.stringify(record) })
    .where("id", "=", id)
    .execute();
}

test("replay() finds nothing in a sound log, and tells what it compared", async () => {
  const found = await replayed();
  expect(found).toMatchObject({
    predictions: 16,
    compared: 16,
    mismatches: 0,
    isClean: true,
    unreplayed: [],
  });
  expect(found.versions[0]?.inputs.map(({ name, compared }) => [name, compared])).toEqual(
    inputs.map(({ name }) => [name, 16]),
  );
  const since = await replayed({ since: start + 6_000 });
  expect(since).toMatchObject({ predictions: 4, compared: 4, isClean: true });
  expect(await replayed({ since: start + day })).toMatchObject({
    predictions: 0,
    isClean: true,
    versions: [],
  });
});

test.each([
  ["spent", 0.1 * 3],
  ["visits", null],
  ["last_note", "another"],
  ["pages", 4.5],
])("replay() finds the one logged value of %s that was changed", async (name, value) => {
  await changeInput("p-a4", name, value);
  const found = await replayed();
  expect(skewOf(found)).toEqual({ [name]: ["p-a4"] });
  expect(found).toMatchObject({ mismatches: 1, isClean: false });
});

test("replay() lets pass what rounding may do to a sum, and no more", async () => {
  const spent = (
    JSON.parse(
      (
        await store.db
          .selectFrom("predictions")
          .select("body")
          .where("id", "=", "p-a4")
          .executeTakeFirstOrThrow()
      ).body,
    ) as { inputs: { spent: number } }
  ).inputs.spent;
  await changeInput("p-a4", "spent", spent * (1 + 1e-12));
  expect(await replayed()).toMatchObject({ isClean: true });
  await changeInput("p-a4", "spent", spent * (1 + 1e-8));
  expect(skewOf(await replayed())).toEqual({ spent: ["p-a4"] });
});

test("replay() finds an event that the log lost, in every later prediction of its entity", async () => {
  await store.db.deleteFrom("events").where("id", "=", "b4").execute();
  const later = ["p-b5", "p-b6", "p-b7"];
  expect(skewOf(await replayed())).toEqual({
    visits: later,
    pages_seen: later,
    spent: later,
    last_note: ["p-b5"],
  });
});

test("replay() finds an event whose time was changed, where it counts otherwise", async () => {
  await changeEvent("a1", { ts: at(5.5) });
  const between = ["p-a2", "p-a3", "p-a4", "p-a5"];
  expect(skewOf(await replayed())).toEqual({
    visits: between,
    pages_seen: between,
    spent: between,
    last_note: ["p-a2", "p-a6"],
  });
});

test("replay() finds a label that came into the log too early or too late", async () => {
  const of = store.db.updateTable("feedback").where("event_id", "=", "a2");
  const { effective_seq: seq } = await store.db
    .selectFrom("feedback")
    .select("effective_seq")
    .where("event_id", "=", "a2")
    .executeTakeFirstOrThrow();
  await of.set({ effective_seq: Number(seq) - 8 }).execute();
  // Known after two seconds, at the fifth visit; logged now before the fourth.
  expect(skewOf(await replayed())).toEqual({ orders: ["p-a4", "p-a5"] });
  await of.set({ effective_seq: Number(seq) + 5 }).execute();
  expect(skewOf(await replayed())).toEqual({ orders: ["p-a6"] });
});

test("replay() tells a prediction that the batch rules refuse, and what they change", async () => {
  const of = (id: string) => store.db.updateTable("predictions").where("id", "=", id);
  const { body } = await store.db
    .selectFrom("predictions")
    .select("body")
    .where("id", "=", "p-b3")
    .executeTakeFirstOrThrow();
  await of("p-b3")
    .set({ body: body.replace('"pages":4', '"pages":13') })
    .execute();
  const found = await replayed();
  expect(found).toMatchObject({ predictions: 16, compared: 15, mismatches: 0, isClean: false });
  expect(found.versions[0]?.refused).toEqual({
    count: 1,
    examples: [{ prediction: "p-b3", rule: "unlucky" }],
  });
  await of("p-b3")
    .set({ body: body.replace('"pages":4', '"pages":"four"') })
    .execute();
  const misfit = await replayed();
  expect(misfit.versions[0]?.refused).toMatchObject({ count: 1, examples: [{ prediction: "p-b3" }] });
  await of("p-b3")
    .set({ body: body.replace('"pages":4', '"pages":5') })
    .execute();
  expect(skewOf(await replayed())).toEqual({ pages: ["p-b3"] });
});

test("replay() shows no personal value", async () => {
  await changeInput("p-a4", "last_note", "changed by hand");
  const found = await replayed();
  expect(JSON.stringify(found)).not.toMatch(/secret|changed by hand/);
  expect(found.versions[0]?.inputs.find(({ name }) => name === "last_note")?.examples).toEqual([
    { prediction: "p-a4", logged: "(hidden)", recomputed: "(hidden)" },
  ]);
});

test("replay() computes little at once, tells how far it is, and stops when it is told to", async () => {
  const steps: string[] = [];
  const found = await replayed({ rowsAtOnce: 20, onProgress: ({ step }) => steps.push(step) });
  expect(found).toMatchObject({ compared: 16, isClean: true });
  expect(new Set(steps)).toEqual(new Set(["read", "clean", "features"]));
  expect(steps.filter((step) => step === "features").length).toBeGreaterThan(1);
  const stop = new AbortController();
  const stopped = replay(
    { store, packageOf: async () => ({ manifest: { definition: served, cleaning: [] } }) },
    context(stop.signal),
    { onProgress: ({ step }) => step === "clean" && stop.abort() },
  );
  await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
});

test("replay() tells the version whose package does not verify", async () => {
  const packageOf = async () => {
    throw new AirworthyError("PACKAGE_INVALID", "The package is damaged.");
  };
  expect(await replay({ store, packageOf }, context())).toMatchObject({
    isClean: false,
    compared: 0,
    unreplayed: [{ version: 1, predictions: 16, code: "PACKAGE_INVALID" }],
  });
});
