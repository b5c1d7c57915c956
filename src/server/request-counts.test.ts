import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/postgres/postgres-server.ts";
import { type LatencyPhase, mergeAll, type OutcomeCode, quantileOf } from "../core/profile/index.ts";
import { CountedKeeper } from "../io/store/counted-keeper.ts";
import { type CountedMinute, openStore } from "../io/store/index.ts";
import { readWindow } from "../stages/8-monitor/index.ts";
import { keepCounts } from "./keep-counts.ts";
import { RequestCounts } from "./request-counts.ts";

const minute = 60_000;
const model = { name: "m", version: 3 };
const route = "/predict";

interface Ended {
  readonly process: number;
  readonly afterMs: number;
  readonly code: OutcomeCode;
  readonly ms: number;
}

const ends: fc.Arbitrary<readonly Ended[]> = fc.array(
  fc.record({
    process: fc.nat(2),
    afterMs: fc.nat(5 * minute),
    code: fc.constantFrom<OutcomeCode>("OK", "INPUT_INVALID", "OVERLOADED", "DEFECT"),
    ms: fc.double({ min: 0.01, max: 30_000, noNaN: true }),
  }),
);

function counted(all: readonly Ended[], processOf: (one: Ended) => number) {
  let now = 0;
  const processes = [0, 1, 2].map(() => new RequestCounts({ model: () => model, clock: () => now }));
  for (const process of processes) process.begin();
  for (const one of all.toSorted((a, b) => a.afterMs - b.afterMs)) {
    now = one.afterMs;
    processes[processOf(one)]?.ended(route, one.code, one.ms);
    processes[processOf(one)]?.took("log" satisfies LatencyPhase, one.ms / 2);
  }
  return processes.flatMap((process) => process.due({ all: true }));
}

test("due() of several processes merges to exactly what one would have counted", () => {
  fc.assert(
    fc.property(ends, (all) => {
      const [many, one] = [counted(all, ({ process }) => process), counted(all, () => 0)];
      const whole = (minutes: typeof many) => mergeAll(minutes.flatMap(({ profiles }) => profiles));
      expect(whole(many)).toEqual(whole(one));
      expect(whole(many.toReversed())).toEqual(whole(one));
      const shown = whole(one).find(({ kind }) => kind === "outcomes");
      const codes = Map.groupBy(all, ({ code }) => code);
      expect(shown === undefined ? {} : "counts" in shown ? shown.counts : null).toEqual(
        Object.fromEntries([...codes].map(([code, own]) => [code, own.length])),
      );
    }),
  );
});

test("ended() times what was answered and what failed, not what was refused", () => {
  const counts = new RequestCounts({ model: () => model, clock: () => 0 });
  counts.ended(route, "OK", 5);
  expect(counts.due({ all: true })).toEqual([]);
  counts.begin();
  for (const [code, ms] of [
    ["OK", 10],
    ["OVERLOADED", 200],
    ["INPUT_INVALID", 1],
    ["UNAUTHENTICATED", null],
  ] as const)
    counts.ended(route, code, ms);
  const profiles = counts.due({ all: true })[0]?.profiles ?? [];
  const [latency] = profiles.filter((profile) => profile.kind === "latency");
  expect(latency).toMatchObject({ name: "total", count: 2, max: 200 });
  expect(quantileOf(latency?.sketch ?? [], 0)).toBeCloseTo(10, 0);
});

test("due() gives a minute when it has ended, a part of its own for each version, and again until it is kept", () => {
  let [now, version] = [minute + 1, 3];
  const counts = new RequestCounts({ model: () => ({ name: "m", version }), clock: () => now });
  counts.begin();
  counts.ended(route, "OK", 1);
  expect(counts.due()).toEqual([]);
  version = 4;
  counts.ended(route, "OK", 1);
  version = 3;
  counts.ended(route, "OK", 1);
  now = 2 * minute;
  const parts = counts.due();
  expect(parts.map((part) => [part.version, part.start])).toEqual([
    [3, minute],
    [4, minute],
  ]);
  expect(new Set(parts.map(({ source }) => source)).size).toBe(2);
  expect(counts.due()).toEqual(parts);
  counts.kept(parts.slice(0, 1));
  expect(counts.due()).toEqual(parts.slice(1));
});

describe("keepCounts()", () => {
  let server: PostgresServer;
  let directory: string;
  let location: string;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-counts-"));
  });

  test.each(["sqlite", "postgres"] as const)(
    "hands on to a store what each process counted: %s",
    async (kind) => {
      location = kind === "postgres" ? await server.newDatabase() : join(directory, "store.sqlite");
      await using store = await openStore(location);
      const logger = { error: () => undefined };
      await using keeper = new CountedKeeper(location);
      for (const version of [3, 3, 4]) {
        const counts = new RequestCounts({ model: () => ({ name: "m", version }), clock: () => 5 * minute });
        const keeping = keepCounts(counts, { keep: (minutes) => keeper.keep(minutes), logger });
        counts.ended(route, "OK", 7);
        counts.ended(route, "OVERLOADED", 70);
        await keeping.stop();
      }
      const read = await readWindow(store, { model: "m", version: 3, from: 0, to: 10 * minute });
      expect(read).toMatchObject([
        { kind: "latency", name: "total", count: 4, max: 70 },
        { kind: "outcomes", name: route, counts: { OK: 2, OVERLOADED: 2 } },
      ]);
      await rm(directory, { recursive: true });
    },
  );

  test("hands on the minute that runs while it is the first, and then the minutes that ended", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let now = 5 * minute + 1;
    const counts = new RequestCounts({ model: () => model, clock: () => now });
    const kept: CountedMinute[] = [];
    const logger = { error: () => undefined };
    const keeping = keepCounts(counts, { keep: async (minutes) => void kept.push(...minutes), logger });
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second += 1) {
        counts.ended(route, "OK", 7);
        await vi.advanceTimersByTimeAsync(1_000);
      }
    };
    await seconds(60);
    const told = () => mergeAll(kept.flatMap(({ profiles }) => profiles));
    expect([kept.length, new Set(kept.map(({ source }) => source)).size]).toEqual([12, 12]);
    expect(told()).toMatchObject([{ count: 60 }, { counts: { OK: 60 } }]);
    await seconds(20);
    expect(kept).toHaveLength(12);
    now = 6 * minute;
    await seconds(1);
    expect(kept).toHaveLength(13);
    vi.useRealTimers();
    await keeping.stop();
    expect(told()).toMatchObject([{ count: 81 }, { counts: { OK: 81 } }]);
  });

  test("tells a store that cannot be written, and keeps the same part once when it can", async () => {
    const told: unknown[] = [];
    await using keeper = new CountedKeeper(join(directory, "store.sqlite"));
    const counts = new RequestCounts({ model: () => model, clock: () => 5 * minute });
    let isBroken = true;
    const keeping = keepCounts(counts, {
      async keep(minutes) {
        await keeper.keep(minutes);
        if (isBroken) throw new Error("the answer was lost");
      },
      logger: { error: (facts: unknown) => void told.push(facts) },
    });
    counts.ended(route, "OK", 7);
    await keeping.stop();
    isBroken = false;
    await keeping.stop();
    expect(told).toEqual([{ reason: "the answer was lost", minutes: 1 }]);
    await using store = await openStore(join(directory, "store.sqlite"));
    const read = await readWindow(store, { ...model, model: "m", from: 0, to: 10 * minute });
    expect(read).toMatchObject([{ count: 1 }, { counts: { OK: 1 } }]);
    const nowhere = new CountedKeeper(join(directory, "store.sqlite", "below"));
    await expect(nowhere.keep(counts.due({ all: true }))).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    await nowhere[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });
});
