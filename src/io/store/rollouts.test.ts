import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { resolveRollout } from "../../core/definition/index.ts";
import type { RolloutCheck } from "../../core/rollout/index.ts";
import {
  endRollout,
  keepRolloutServer,
  listRollouts,
  markTold,
  type NewRollout,
  noteRollout,
  openStore,
  recentAudit,
  rolloutHistory,
  rolloutServers,
  runningRollout,
  type Store,
  startRollout,
  stepRollout,
  untoldRollbacks,
} from "./index.ts";
import { openRegistry } from "./registry.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const plan = resolveRollout({ canary: { steps: [0.1, 0.5] } });
const begin: Omit<NewRollout, "now"> = {
  ...{ model: "m", version: 7, champion: 6, by: "ann", reason: "Begun by ann.", plan },
  ...({ mode: "canary", share: 0.1, step: 0 } as const),
};

const check = (verdict: RolloutCheck["verdict"], count: number): RolloutCheck => ({
  ...{ gate: "rows", verdict, count, sentence: `${count} rows` },
  ...{ challenger: null, champion: null, bound: 100 },
});
const note = (now: number, ...checks: RolloutCheck[]) => ({ reason: `at ${now}`, checks, now });
const second = { mode: "canary", share: 0.5, step: 1 } as const;

interface Place {
  readonly store: Store;
  readonly location: string;
}

/** A store of its own for each test of a database's suite. */
function eachStore(kind: "sqlite" | "postgres"): Place {
  let directory: string;
  const place: { store: Store; location: string } = { store: undefined as never, location: "" };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-rollouts-"));
    place.location = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
    place.store = await openStore(place.location);
  });
  afterEach(async () => {
    await place.store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });
  return place;
}

const databases = ["sqlite", "postgres"] as const;

describe.each(databases)("steps of a rollout in %s", (kind) => {
  const place = eachStore(kind);

  test("startRollout() begins one of a model, however many begin at once", async () => {
    const { store, location } = place;
    await using other = await openStore(location);
    const all = await Promise.allSettled(
      [store, other, store, other].map((each, index) => startRollout(each, { ...begin, now: index })),
    );
    const begun = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const refusals = all.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect([begun.length, refusals.map(({ code }) => code)]).toEqual([1, Array(3).fill("ROLLOUT_REFUSED")]);
    expect(await runningRollout(store, "m")).toEqual(begun[0]);
    expect(await runningRollout(store, "another")).toBeNull();
    const elsewhere = await startRollout(store, { ...begin, model: "another", now: 9 });
    expect(elsewhere).toMatchObject({ state: "running", startedAt: 9, stepSince: 9, endedAt: null, plan });
  });

  test("stepRollout() and endRollout() act on the step that was judged, and on no other", async () => {
    const { store } = place;
    const rollout = await startRollout(store, { ...begin, now: 1 });
    expect(await stepRollout(store, rollout, { ...note(5, check("pass", 100)), place: second })).toBe(true);
    expect(await stepRollout(store, rollout, { ...note(6), place: second })).toBe(false);
    expect(await endRollout(store, rollout, { ...note(6), state: "rolledBack" })).toBe(false);
    const now = await runningRollout(store, "m");
    expect(now).toMatchObject({ share: 0.5, step: 1, stepSince: 5, startedAt: 1, reason: "at 5" });
    if (now === null) return;
    expect(await endRollout(store, now, { ...note(9, check("breach", 7)), state: "rolledBack" })).toBe(true);
    expect(await endRollout(store, now, { ...note(9), state: "promoted" })).toBe(false);
    expect(await runningRollout(store, "m")).toBeNull();
    expect(await listRollouts(store, "m")).toMatchObject([
      { state: "rolledBack", endedAt: 9, reason: "at 9" },
    ]);
    expect(
      (await rolloutHistory(store, rollout.id)).map(({ at, change, share }) => [at, change, share]),
    ).toEqual([
      [1, "started", 0.1],
      [5, "stepped", 0.5],
      [9, "rolledBack", 0.5],
    ]);
    expect((await recentAudit(store, { model: "m", limit: 9 })).map(({ action }) => action).sort()).toEqual([
      "rollout rolled back",
      "rollout started",
      "rollout stepped",
    ]);
  });
});

describe.each(databases)("what is told of a rollout in %s", (kind) => {
  const place = eachStore(kind);

  test("noteRollout() keeps the newest of checks that find the same, and each that finds something else", async () => {
    const { store } = place;
    const rollout = await startRollout(store, { ...begin, now: 1 });
    for (const [now, verdict] of [
      [2, "unknown"],
      [3, "unknown"],
      [4, "pass"],
      [5, "unknown"],
      [6, "unknown"],
    ] as const)
      await noteRollout(store, rollout, note(now, check(verdict, now)));
    const history = await rolloutHistory(store, rollout.id);
    expect(
      history.map(({ at, change, checks }) => [at, change, checks[0]?.verdict, checks[0]?.count]),
    ).toEqual([
      [1, "started", undefined, undefined],
      [3, "checked", "unknown", 3],
      [4, "checked", "pass", 4],
      [6, "checked", "unknown", 6],
    ]);
    expect(await runningRollout(store, "m")).toMatchObject({ reason: "at 6", step: 0 });
  });

  test("untoldRollbacks() gives what was rolled back until it is told", async () => {
    const { store } = place;
    const rollout = await startRollout(store, { ...begin, now: 1 });
    expect(await untoldRollbacks(store, "m")).toEqual([]);
    await endRollout(store, rollout, { ...note(2), state: "rolledBack" });
    const [untold, ...others] = await untoldRollbacks(store, "m");
    expect([untold?.id, others]).toEqual([rollout.id, []]);
    await markTold(store, rollout, 3);
    expect(await untoldRollbacks(store, "m")).toEqual([]);
    await endRollout(store, await startRollout(store, { ...begin, now: 4 }), {
      ...note(5),
      state: "cancelled",
    });
    expect(await untoldRollbacks(store, "m")).toEqual([]);
  });

  test("keepRolloutServer() keeps the newest state of each process", async () => {
    const { store } = place;
    const told = { rollout: "r", server: "one", state: "ready", why: null, at: 1 } as const;
    await keepRolloutServer(store, told);
    await keepRolloutServer(store, { ...told, server: "two", state: "refused", why: "it is damaged", at: 2 });
    await keepRolloutServer(store, { ...told, state: "left", at: 3 });
    expect(await rolloutServers(store, "r")).toEqual([
      { rollout: "r", server: "two", state: "refused", why: "it is damaged", at: 2 },
      { ...told, state: "left", at: 3 },
    ]);
    expect(await rolloutServers(store, "another")).toEqual([]);
  });
});

test("rolloutOf() of a registry follows the running rollout", async () => {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-rollouts-"));
  const location = join(directory, "store.sqlite");
  {
    await using store = await openStore(location);
    using registry = await openRegistry(location);
    expect(registry.rolloutOf("m")).toBeNull();
    const rollout = await startRollout(store, { ...begin, now: 1 });
    expect(registry.rolloutOf("m")).toEqual({ id: rollout.id, version: 7, mode: "canary", share: 0.1 });
    await stepRollout(store, rollout, { ...note(5), place: second });
    expect(registry.rolloutOf("m")).toMatchObject({ share: 0.5 });
    await endRollout(store, { ...rollout, ...second }, { ...note(6), state: "promoted" });
    expect(registry.rolloutOf("m")).toBeNull();
  }
  await rm(directory, { recursive: true });
});
