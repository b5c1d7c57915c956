/** What grows for as long as a store is kept is read a part at a time, or not at all where a part says enough. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { recordErasure } from "./erasures.ts";
import {
  countErasedIn,
  decidedSince,
  erasurePages,
  isErasedIn,
  openStore,
  recordDecision,
  type Store,
  versionsInWindows,
  wasErased,
} from "./index.ts";

let server: PostgresServer;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-bounded-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** 1,203 erasures of the model m, and one of another. */
async function erase(store: Store): Promise<void> {
  const marks = { model: "m", snapshots: [], versions: [], unknown: [] };
  await store.db.transaction().execute(async (tx) => {
    for (let at = 0; at < 1_203; at += 1) {
      const own = { ...marks, snapshots: [`s${at}`], versions: at % 2 === 0 ? [1, 2] : [2] };
      await recordErasure(tx, { entity: `u${at % 600}`, at, counts: {}, marks: own });
    }
    const other = { ...marks, model: "n", versions: [1] };
    await recordErasure(tx, { entity: "u", at: 1, counts: {}, marks: other });
  });
}

describe.each(["sqlite", "postgres"] as const)("%s", (kind) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore(kind === "sqlite" ? join(directory, "s.sqlite") : await server.newDatabase());
  });
  afterAll(() => store[Symbol.asyncDispose]());

  test("erasurePages() are small however many there are, and what is asked of all of them misses none", async () => {
    await erase(store);
    const sizes: number[] = [];
    for await (const page of erasurePages(store)) sizes.push(page.length);
    expect(sizes).toEqual([500, 500, 204]);
    expect(await countErasedIn(store, "m")).toEqual(
      new Map([
        [1, 602],
        [2, 1_203],
      ]),
    );
    for (const snapshot of ["s0", "s600", "s1202"]) expect(await isErasedIn(store, snapshot)).toBe(true);
    expect(await isErasedIn(store, "s1203")).toBe(false);
    expect((await wasErased(store, "u2"))?.at).toBe(1_202);
    expect(await wasErased(store, "nobody")).toBeNull();
  });

  test("decidedSince() reads the time that is asked about, and the last decision where there is none in it", async () => {
    const decided = { run: null, version: null, champion: 1, policy: "manual", promote: false } as const;
    const more = { speaksAgainst: false, reasons: [], seenByChampion: null };
    expect(await decidedSince(store, "m", 0)).toEqual([]);
    for (const at of [5, 8, 6, 7]) await recordDecision(store, "m", { ...decided, ...more, at });
    await recordDecision(store, "n", { ...decided, ...more, at: 9 });
    expect(await decidedSince(store, "m", 7)).toEqual([8, 7]);
    expect(await decidedSince(store, "m", 100)).toEqual([8]);
  });

  test("versionsInWindows() finds versions by the windows that are kept of them, at any level", async () => {
    const day = 86_400_000;
    const at = 20 * day + 7_200_000;
    const window = { model: "m", kind: "quality", source: "", body: "[]" } as const;
    await store.db
      .insertInto("profiles")
      .values([
        { ...window, version: 1, level: "minute", start: at },
        { ...window, version: 1, level: "minute", start: at + 60_000 },
        { ...window, version: 2, level: "minute", start: at - 60_000 },
        { ...window, version: 3, level: "day", start: 20 * day }, // it reaches into the span
        { ...window, version: 4, level: "hour", start: at + day },
        { ...window, version: 5, level: "minute", start: at, kind: "latency" },
        { ...window, version: 6, level: "hour", start: at },
        { ...window, version: 7, level: "minute", start: at, model: "n" },
      ])
      .execute();
    const asked = { model: "m", kind: "quality", from: at, to: at + day } as const;
    expect((await versionsInWindows(store, asked)).toSorted()).toEqual([1, 3, 6]);
    expect(await versionsInWindows(store, { ...asked, model: "none" })).toEqual([]);
  });
});
