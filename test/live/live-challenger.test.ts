/** What the HTTP tests do not see of a challenger beside the champion: what it keeps, leaves out, and leaves behind. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encodeModel, graph, tensorOf } from "../../src/core/onnx/index.ts";
import { AirworthyError } from "../../src/index.ts";
import { type EventLog, openEventLog, type ReadOptions } from "../../src/io/event-log/index.ts";
import {
  LiveCore,
  type LiveCoreOptions,
  ModelHost,
  type Outcome,
  type ServedModel,
} from "../../src/stages/7-serve/index.ts";
import { countedClicks } from "./counted-clicks.ts";
import { modelOfDefinition } from "./model-of-definition.ts";

const definition = countedClicks("tried");
const rule = {
  kind: "rule",
  name: "few clicks",
  check: { kind: "range", column: "clicks", min: 0, max: 5 },
  policy: { kind: "drop" },
} as const;
const champion = modelOfDefinition(definition, 1);
/** Of a plan of its own. */
const challenger = modelOfDefinition({ ...definition, rules: [...definition.rules, rule] }, 2);
const shadow = { rollout: "r", mode: "shadow", share: 0 } as const;
const everybody = { rollout: "r", mode: "canary", share: 1 } as const;

let directory: string;
let log: EventLog;
let host: ModelHost;
const cores: LiveCore[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-live-challenger-"));
  log = await openEventLog(join(directory, "store.sqlite"));
  host = new ModelHost();
  await host.load(champion);
});
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
  await host.close();
  await log[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

interface Counts {
  compared: number;
  dropped: number;
  failed: { readonly code: string; readonly rows: number }[];
  trialFailed: number;
}

function newCore(options: Partial<LiveCoreOptions> = {}): { core: LiveCore; counts: Counts } {
  const counts: Counts = { compared: 0, dropped: 0, failed: [], trialFailed: 0 };
  const core = new LiveCore({
    ...{ host, log },
    report: {
      onShadow({ answers, dropped, failed }) {
        counts.compared += answers.length;
        counts.dropped += dropped;
        counts.failed.push(...failed);
      },
      onTrialFailed({ rows }) {
        counts.trialFailed += rows;
      },
    },
    ...options,
  });
  cores.push(core);
  return { core, counts };
}

const patient = { timeoutMs: 30_000 };
const click = (user: string, second: number, change = {}) => ({
  id: `${user} ${second}`,
  user,
  ts: new Date(1_750_000_000_000 + second * 1_000).toISOString(),
  clicks: 1,
  ...change,
});
const versionsOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) =>
    outcome.kind === "answered" ? JSON.parse(outcome.text).model_version : outcome.kind,
  );

test("predict() is answered by the champion where the challenger fails while it is taken back", async () => {
  await host.try(failing(), everybody);
  const pool = host.trial?.serving.pool;
  if (pool === undefined) throw new Error("it is on trial");
  const infer = pool.infer.bind(pool);
  pool.infer = async (...asked) => {
    const answer = Promise.allSettled([infer(...asked)]);
    await host.endTrial();
    const [settled] = await answer;
    if (settled?.status !== "rejected") throw new Error("it failed on every row before");
    throw settled.reason;
  };
  const { core, counts } = newCore();
  const [one, two] = [click("u", 0), click("v", 0)];
  expect(versionsOf(await core.predict([{ raw: one }], patient))).toEqual([1]);
  expect(versionsOf(await core.predict([{ raw: two }], patient))).toEqual([1]);
  expect(counts.trialFailed).toBe(0);
});

/** Answers rows without clicks alone. */
function failing(): ServedModel {
  const g = graph("lookup");
  for (const name of ["clicks", "events", "total"]) g.input(name, "double", ["N", 1]);
  const place = g.node("Cast", ["clicks"], { attributes: { to: { int: 7 } } });
  const found = g.node("Gather", [g.constant(tensorOf("float", [1], [0.1])), place]);
  g.node("Identity", [found], { outputs: ["probability"] });
  g.output("probability", "float", ["N", 1]);
  const zero = tensorOf("double", [1, 1], [0]);
  const feeds = { clicks: zero, events: zero, total: zero };
  return { ...challenger, bytes: encodeModel(g.finish()), warmUp: { feeds, check: () => {} } };
}

test("states of a challenger's own plan go when it is taken back", async () => {
  const { core } = newCore();
  const rows = (second: number) => ["u", "v", "w"].map((user) => ({ raw: click(user, second) }));
  expect(versionsOf(await core.predict(rows(0), patient))).toEqual([1, 1, 1]);
  await host.try(challenger, everybody);
  expect(versionsOf(await core.predict(rows(1), patient))).toEqual([2, 2, 2]);
  expect(core.entities).toBe(6);
  await host.endTrial();
  expect(versionsOf(await core.predict(rows(2).slice(0, 1), patient))).toEqual([1]);
  expect(core.entities).toBe(3);
});

test("a shadow leaves out and counts a row that came to lie too far back before it was compared", async () => {
  await host.try(challenger, shadow);
  const { core, counts } = newCore({ maxLatenessMicros: 60e6 });
  // Both are in the log before the shadow reads its states.
  const rows = [click("u", 0), click("u", 500)].map((raw) => ({ raw }));
  expect(versionsOf(await core.predict(rows, patient))).toEqual([1, 1]);
  await expect.poll(() => counts).toMatchObject({ compared: 1, dropped: 1, failed: [] });
});

test("a shadow keeps no more of what waits than fits its memory, and counts what it leaves out", async () => {
  await host.try(challenger, shadow);
  const { core, counts } = newCore();
  const rows = ["u", "v", "w"].map((user) => {
    const raw = click(user, 0);
    return { raw, text: JSON.stringify(raw).padEnd(7 << 20) };
  });
  await core.predict(rows, { ...patient, record: false });
  await expect.poll(() => counts).toMatchObject({ compared: 2, dropped: 1, failed: [] });
});

test("a shadow that could not read the log counts its rows as failed, and holds none of their entities", async () => {
  const { core, counts } = newCore({ entities: 2, log: through(read) });
  let [isAway, championsPlan] = [false, ""];
  const cold: string[] = [];
  async function read(options: ReadOptions) {
    if (championsPlan === "") championsPlan = options.plan;
    if (options.plan !== championsPlan) {
      if (isAway) throw new AirworthyError("STORE_UNUSABLE", "The store is away.");
      cold.push(...options.cold);
    }
    return await log.read(options);
  }
  const ask = (users: readonly string[], second: number) =>
    core.predict(
      users.map((user) => ({ raw: click(user, second) })),
      patient,
    );
  await ask(["s"], 0);
  isAway = true;
  await host.try(challenger, shadow);
  await ask(["t", "u", "v"], 1);
  await expect.poll(() => counts.failed).toEqual([{ code: "STORE_UNUSABLE", rows: 3 }]);
  isAway = false;
  for (const [at, user] of ["w", "x", "w"].entries()) {
    await ask([user], at + 2);
    await expect.poll(() => counts.compared).toBe(at + 1);
  }
  // There is room for both.
  expect(cold).toEqual(["w", "x"]);
});

function through(read: EventLog["read"]): EventLog {
  return {
    append: (entries, options) => log.append(entries, options),
    read,
    saveSnapshots: (plan, snapshots) => log.saveSnapshots(plan, snapshots),
    [Symbol.asyncDispose]: async () => {},
  };
}
