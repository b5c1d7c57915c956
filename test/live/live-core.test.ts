/** What the HTTP tests do not see: a log that hangs, a row that the model fails on, snapshots, the stop, two on one log. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeModel, graph, tensorOf } from "../../src/core/onnx/index.ts";
import { type EventLog, openEventLog } from "../../src/io/event-log/index.ts";
import { deleteEntity, openStore } from "../../src/io/store/index.ts";
import {
  LiveCore,
  type LiveCoreOptions,
  ModelHost,
  type Outcome,
  type ServedModel,
} from "../../src/stages/7-serve/index.ts";
import { countedClicks } from "./counted-clicks.ts";
import { modelOfDefinition } from "./model-of-definition.ts";

const definition = countedClicks("counted");

let directory: string;
let log: EventLog;
let host: ModelHost;
const cores: LiveCore[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-live-core-"));
  log = await openEventLog(join(directory, "store.sqlite"));
  host = new ModelHost();
});
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
  await host.close();
  await log[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function coreOf(model: ServedModel, options: Partial<LiveCoreOptions> = {}): Promise<LiveCore> {
  if (host.serving?.model !== model) await host.load(model);
  const core = new LiveCore({ host, log, ...options });
  cores.push(core);
  return core;
}

const usual = modelOfDefinition(definition, 1);
const patient = { timeoutMs: 30_000 };
const click = (id: string, second: number, change = {}) => {
  return {
    raw: {
      id,
      user: "u",
      ts: new Date(1_750_000_000_000 + second * 1_000).toISOString(),
      clicks: 1,
      ...change,
    },
  };
};

/** What the answered rows were given; anything else by its kind. */
function inputsOf(outcomes: readonly Outcome[]) {
  return outcomes.map((outcome) => (outcome.kind === "answered" ? outcome.inputs : outcome.kind));
}

/** `log`, but what `change` puts in its place. */
function through(change: Partial<EventLog>): EventLog {
  return {
    append: (entries, options) => log.append(entries, options),
    read: (options) => log.read(options),
    saveSnapshots: (plan, snapshots) => log.saveSnapshots(plan, snapshots),
    [Symbol.asyncDispose]: async () => {},
    ...change,
  };
}

test("predict() sees what came before in the same request, and what another core appended meanwhile", async () => {
  const [one, other] = [await coreOf(usual), await coreOf(usual)];
  expect(inputsOf(await one.predict([click("a", 0), click("b", 1), click("c", 2)], patient))).toEqual([
    { clicks: 1, events: 0, total: null },
    { clicks: 1, events: 1, total: 1 },
    { clicks: 1, events: 2, total: 2 },
  ]);
  expect(inputsOf(await other.predict([click("d", 3)], patient))).toMatchObject([{ events: 3 }]);
  expect(inputsOf(await one.predict([click("e", 4)], patient))).toMatchObject([{ events: 4 }]);
  const both = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      (n % 2 === 0 ? one : other).predict([click(`m${n % 20}`, 5)], patient),
    ),
  );
  const seen = both.map((outcomes) =>
    outcomes.map((outcome) => (outcome.kind === "answered" ? outcome.text : outcome)),
  );
  for (let n = 0; n < 20; n += 1) expect(seen[n]).toEqual(seen[n + 20]);
  expect(inputsOf(await one.predict([click("z", 6)], patient))).toMatchObject([{ events: 25 }]);
});

test("a log that hangs fails requests in their time, refuses more than may wait, and holds nobody up afterwards", async () => {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const core = await coreOf(usual, {
    mostWaiting: 4,
    log: through({ append: async (entries, options) => await gate.then(() => log.append(entries, options)) }),
  });
  const late = core.predict([click("a", 0)], { timeoutMs: 60 });
  await expect(late).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  const waiting = core.predict([click("b", 1), click("c", 2)], patient);
  await expect(
    core.predict(
      Array.from({ length: 4 }, (_, n) => click(`d${n}`, 3)),
      patient,
    ),
  ).rejects.toMatchObject({
    code: "OVERLOADED",
    details: { retryAfterMs: expect.any(Number) },
  });
  const stopped = await coreOf(usual, { log: through({ append: () => new Promise(() => {}) }) });
  const lost = expect(stopped.predict([click("lost", 0)], patient)).rejects.toMatchObject({
    code: "DEADLINE_EXCEEDED",
  });
  const stop = stopped.stop();
  stopped.abandon();
  await Promise.all([lost, stop]);
  open();
  expect(inputsOf(await waiting)).toMatchObject([{ events: 1 }, { events: 2 }]);
  expect(inputsOf(await core.predict([click("a", 0)], patient))).toMatchObject([{ events: 0 }]);
});

test("a snapshot bounds what is read of an entity, and its state goes on from it", async () => {
  const core = await coreOf(usual, { factsBetweenSnapshots: 50 });
  for (let n = 0; n < 130; n += 10) {
    await core.record(
      Array.from({ length: 10 }, (_, m) => click(`${n + m}`, n + m)),
      patient,
    );
  }
  await core.stop();
  const read: number[] = [];
  const next = await coreOf(usual, {
    log: through({
      async read(options) {
        const found = await log.read(options);
        read.push(...found.histories.map(({ facts }) => facts.length), found.facts?.length ?? -1);
        return found;
      },
    }),
  });
  expect(inputsOf(await next.predict([click("next", 500)], patient))).toEqual([
    { clicks: 1, events: 130, total: 130 },
  ]);
  expect(read.length).toBe(2);
  expect(Math.max(...read)).toBeLessThan(50);
});

test("states of more entities than may be kept are forgotten and read again", async () => {
  const core = await coreOf(usual, { entities: 3 });
  const users = Array.from({ length: 8 }, (_, n) => `u${n}`);
  for (let round = 0; round < 3; round += 1) {
    const rows = users.map((user) => click(`${user}-${round}`, round, { user }));
    expect(inputsOf(await core.predict(rows, patient))).toEqual(
      users.map(() => expect.objectContaining({ events: round })),
    );
  }
  for (const user of users) await core.predict([click(`${user}-x`, 9, { user })], patient);
  expect(core.entities).toBeLessThanOrEqual(3);
});

test("a row that the model fails on fails alone: its neighbours are answered, and it is no part of any state", async () => {
  const g = graph("lookup");
  for (const name of ["clicks", "events", "total"]) g.input(name, "double", ["N", 1]);
  const place = g.node("Cast", ["clicks"], { attributes: { to: { int: 7 } } });
  const found = g.node("Gather", [g.constant(tensorOf("float", [4], [0.1, 0.2, 0.3, 0.4])), place]);
  g.node("Identity", [found], { outputs: ["probability"] });
  g.output("probability", "float", ["N", 1]);
  const core = await coreOf({
    ...usual,
    bytes: encodeModel(g.finish()),
    warmUp: { feeds: warm, check: () => {} },
  });
  const clicks = [1, 9, 2, 3].map((clicks, n) => click(`r${n}`, n, { clicks }));
  const [outcomes] = await Promise.all([core.predict(clicks, patient)]);
  expect(outcomes?.map(({ kind }) => kind)).toEqual(["answered", "failed", "answered", "answered"]);
  expect(inputsOf(outcomes ?? []).at(-1)).toEqual({ clicks: 3, events: 2, total: 3 });
});

const warm = Object.fromEntries(
  ["clicks", "events", "total"].map((name) => [name, tensorOf("double", [1, 1], [0])]),
);

test("what one model's version had read and another answers is read anew by that one", async () => {
  const slow = through({
    async append(entries, options) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return await log.append(entries, options);
    },
  });
  const core = await coreOf(usual, { log: slow });
  const stricter = {
    ...definition,
    rules: [
      ...definition.rules,
      {
        kind: "rule",
        name: "few clicks",
        check: { kind: "range", column: "clicks", min: 0, max: 5 },
        policy: { kind: "drop" },
      },
    ] as const,
  };
  await core.predict([click("a", 0, { clicks: 7 })], patient);
  const swap = host.load(modelOfDefinition(stricter, 2));
  const asked = Array.from({ length: 60 }, (_, n) =>
    core.predict([click(`b${n}`, 1 + n, { clicks: n % 2 === 0 ? 1 : 9 })], patient),
  );
  await swap;
  const outcomes = (await Promise.all(asked)).flat();
  for (const outcome of outcomes) {
    if (outcome.kind !== "answered")
      expect(outcome).toMatchObject({ kind: "refused", faults: [{ rule: "few clicks" }] });
    else expect([1, 2]).toContain(JSON.parse(outcome.text).model_version);
  }
  const [last] = await core.predict([click("z", 500)], patient);
  expect(last?.kind === "answered" && JSON.parse(last.text).model_version).toBe(2);
  // The new version's state has none of what its rules reject, whoever recorded it.
  const facts =
    (await log.read({ after: Number.MAX_SAFE_INTEGER, cold: ["u"], plan: "none" })).histories[0]?.facts ?? [];
  const counted = facts.filter((fact) => fact.kind === "event" && JSON.parse(fact.body).clicks <= 5);
  expect(inputsOf(last === undefined ? [] : [last])).toMatchObject([{ events: counted.length - 1 }]);
});

test("where more happened elsewhere than can be followed, or an entity was erased, everything is read anew", async () => {
  let cut = false;
  const blind = through({
    async read(options) {
      const found = await log.read(options);
      return cut && found.facts !== null && found.facts.length > 0 ? { ...found, facts: null } : found;
    },
  });
  const [one, other] = [await coreOf(usual, { log: blind }), await coreOf(usual)];
  await one.predict([click("a", 0), click("v", 0, { user: "v" })], patient);
  cut = true;
  for (let n = 1; n < 6; n += 1) {
    await other.record([click(`b${n}`, n), click(`w${n}`, n, { user: "v" })], patient);
    const outcomes = await Promise.all([
      one.predict([click(`c${n}`, 10 + n)], patient),
      one.predict([click(`x${n}`, 10 + n, { user: "v" })], { ...patient, record: false }),
    ]);
    expect(inputsOf(outcomes.flat())).toMatchObject([{ events: 2 * n }, { events: 1 + n }]);
  }
  cut = false;
  await using store = await openStore(join(directory, "store.sqlite"));
  await deleteEntity(store, "v", { now: 1, marks: { model: "m", snapshots: [], versions: [], unknown: [] } });
  expect(inputsOf(await one.predict([click("y", 20, { user: "v" }), click("z", 20)], patient))).toMatchObject(
    [{ events: 0 }, { events: 11 }],
  );
});
