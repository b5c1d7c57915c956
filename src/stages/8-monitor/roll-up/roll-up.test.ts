import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../../test/postgres/postgres-server.ts";
import { AirworthyError } from "../../../core/error.ts";
import { mergeAll, type WindowProfile } from "../../../core/profile/index.ts";
import { feedback, put } from "../../../io/event-log/entries.test-support.ts";
import { type EventLog, openEventLog } from "../../../io/event-log/index.ts";
import {
  addCounted,
  dueWindows,
  holdRollUp,
  openStore,
  replaceWindows,
  type Store,
  storedProfiles,
} from "../../../io/store/index.ts";
import { dyingStore } from "./dying-store.test.helper.ts";
import { happenings, stepsOf } from "./happenings.test.helper.ts";
import { isRolledUp, readWindow } from "./read-window.ts";
import { type RollUpInput, type RollUpOptions, rollUp } from "./roll-up.ts";
import { day, hour, minute, monday, predictionOf, type Scene, scene } from "./scene.test.helper.ts";

let server: PostgresServer;
let directory: string;
let stage: Scene;
beforeAll(async () => {
  [server, stage] = await Promise.all([startPostgres(), scene()]);
  directory = await mkdtemp(join(tmpdir(), "airworthy-roll-up-"));
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

let stores = 0;
const locations = {
  sqlite: async () => join(directory, `${stores++}`, "store.sqlite"),
  postgres: () => server.newDatabase(),
} as const;

interface Place extends AsyncDisposable {
  readonly log: EventLog;
  readonly store: Store;
  roll(now: number, options?: RollUpOptions & Partial<RollUpInput>): ReturnType<typeof rollUp>;
  read(from: number, to: number): Promise<readonly WindowProfile[]>;
}

async function placeOf(kind: keyof typeof locations): Promise<Place> {
  const location = await locations[kind]();
  const log = await openEventLog(location);
  const store = await openStore(location);
  return {
    log,
    store,
    roll: (now, { packageOf = async () => stage.package, store: other = store, ...options } = {}) =>
      rollUp({ store: other, packageOf }, stage.contextAt(now), options),
    read: (from, to) => readWindow(store, { model: "will-buy", version: 3, from, to }),
    async [Symbol.asyncDispose]() {
      await log[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

const end = monday + 5 * day;
const rowsAt = (all: readonly WindowProfile[], name: string) =>
  all.flatMap((profile) => ("rows" in profile && profile.name === name ? [profile.rows] : []));

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    test("readWindow() is to the last digit the profile of all rows at once, however they came", async () => {
      await fc.assert(
        fc.asyncProperty(
          happenings,
          fc.array(fc.integer({ min: 0, max: 5 * 24 * 60 }), { maxLength: 2 }),
          fc.integer({ min: 5, max: 50 }),
          async (all, pauses, predictionsAtOnce) => {
            await using parts = await placeOf(kind);
            await using whole = await placeOf(kind);
            const rolls = pauses.map((at) => monday + at * minute).toSorted((one, other) => one - other);
            for (const { at, entries } of stepsOf(all)) {
              for (; (rolls[0] ?? end) < at; rolls.shift())
                await parts.roll(rolls[0] ?? end, { predictionsAtOnce });
              await put(parts.log, entries, at);
            }
            await parts.roll(end, { predictionsAtOnce });
            for (const { entries } of stepsOf(all)) await put(whole.log, entries, monday);
            await whole.roll(end);
            const once = await whole.read(monday, monday + minute);
            expect(rowsAt(once, "probability")).toEqual([all.length]);
            expect(await parts.read(monday, end)).toEqual(once);
            expect(await parts.read(monday - 100 * day, end)).toEqual(once);
          },
        ),
        { numRuns: kind === "sqlite" ? 6 : 2 },
      );
    });

    test("readWindow() takes the minutes that begin in the window, and no others", async () => {
      await using place = await placeOf(kind);
      const step = 47;
      const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.5 };
      for (let at = 0; at < 3 * 24 * 60; at += step)
        await put(place.log, [predictionOf(`p${at}`, row)], monday + at * minute);
      await place.roll(end);
      const count = async (from: number, to: number) =>
        rowsAt(await place.read(monday + from * minute, monday + to * minute), "device")[0] ?? 0;
      const between = (from: number, to: number) => Math.ceil(to / step) - Math.ceil(from / step);
      for (const [from, to] of [
        [0, 1],
        [1, step],
        [0, step + 1],
        [59, 61],
        [30, 90],
        [61, 24 * 60 + 61],
        [1, 3 * 24 * 60],
        [24 * 60, 2 * 24 * 60],
      ] as const)
        expect([from, to, await count(from, to)]).toEqual([from, to, between(from, to)]);
      await place.roll(end + 20 * day, { keepMs: { minute: day, hour: day } });
      expect(await count(0, 24 * 60)).toBe(between(0, 24 * 60));
      expect(await count(1, 2 * 24 * 60)).toBe(between(24 * 60, 2 * 24 * 60));
    });

    test("rollUp() makes windows anew that a late label touches, and those above them", async () => {
      await using place = await placeOf(kind);
      const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
      await put(place.log, [predictionOf("p1", row), predictionOf("p2", row)], monday + 10 * hour);
      await place.roll(end);
      const labelled = async (from: number, to: number) =>
        (await place.read(from, to)).flatMap((profile) =>
          profile.kind === "quality" ? [profile.labelled] : [],
        );
      expect(await labelled(monday, monday + day)).toEqual([0]);
      await put(place.log, [feedback({ event: "p2" }, "true")], monday + 4 * day);
      const again = await place.roll(end);
      expect(again.windows).toEqual({ minute: 1, hour: 1, day: 1 });
      for (const [from, length] of [
        [0, minute],
        [0, hour],
        [-10 * hour, day],
      ] as const)
        expect(await labelled(monday + 10 * hour + from, monday + 10 * hour + from + length)).toEqual([1]);
      expect((await place.roll(end)).windows).toEqual({ minute: 0, hour: 0, day: 0 });
      // Long after: only days are kept of that time, and the day is made from the log.
      await place.roll(end + 200 * day);
      await put(place.log, [feedback({ prediction: "p1" }, "false")], end + 200 * day);
      expect((await place.roll(end + 200 * day + minute)).windows).toEqual({ minute: 0, hour: 0, day: 1 });
      expect(await labelled(monday, monday + day)).toEqual([2]);
    });

    test("rollUp() leaves the minute that has not ended, and makes it when it has", async () => {
      await using place = await placeOf(kind);
      const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
      await put(place.log, [predictionOf("p1", row)], monday + 5_000);
      expect((await place.roll(monday + 30_000)).windows.minute).toBe(0);
      const window = { model: "will-buy", version: 3, from: monday, to: monday + minute };
      expect(await isRolledUp(place.store, window)).toBe(false);
      await put(place.log, [predictionOf("p2", row)], monday + 40_000);
      expect((await place.roll(monday + 63_000)).windows.minute).toBe(1);
      expect(await isRolledUp(place.store, window)).toBe(true);
      expect(rowsAt(await place.read(monday, monday + minute), "device")).toEqual([2]);
    });

    test("rollUp() that was killed anywhere is finished by the next", async () => {
      await using place = await placeOf(kind);
      await using sound = await placeOf(kind);
      const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
      for (const { log } of [place, sound])
        for (let at = 0; at < 120; at += 30)
          await put(log, [predictionOf(`p${at}`, row)], monday + at * minute);
      await sound.roll(end);
      const wanted = await sound.read(monday, end);
      let rounds = 0;
      for (let writes = 1; ; writes += 1) {
        const done = await place.roll(end, { ...dyingStore(place.store, writes), predictionsAtOnce: 1 }).then(
          () => true,
          () => false,
        );
        rounds += 1;
        // Whatever was made when it was killed: a window never tells less than its minutes do.
        const minutes = { model: "will-buy", version: 3, level: "minute", from: monday, to: end } as const;
        const known = (await storedProfiles(place.store, minutes)).flatMap(({ profiles }) => profiles);
        expect(await place.read(monday, end)).toEqual(mergeAll(known));
        if (done) break;
      }
      expect(rounds).toBeGreaterThan(5);
      expect(await place.read(monday, end)).toEqual(wanted);
      const kept = async ({ store }: Place) => {
        const all = [];
        for (const level of ["minute", "hour", "day"] as const)
          all.push(await storedProfiles(store, { model: "will-buy", version: 3, level, from: 0, to: end }));
        return all;
      };
      expect(await kept(place)).toEqual(await kept(sound));
    });

    test("replaceWindows() leaves due what was touched while it was made", async () => {
      await using place = await placeOf(kind);
      const { store } = place;
      const of = { model: "will-buy", version: 3, level: "hour" } as const;
      const part = { model: "will-buy", version: 3, start: monday, profiles: [] };
      const due = () => dueWindows(store, of, { endedBy: end, limit: 10 });
      const make = async (windows: Awaited<ReturnType<typeof due>>) =>
        replaceWindows(
          store,
          of,
          windows.map((window) => ({ ...window, isOfLog: false, kinds: ["latency"], profiles: [] })),
          { holder: "me" },
        );
      await holdRollUp(store, { holder: "me", keptFrom: { minute: 0, hour: 0, day: 0 } });
      await addCounted(store, [{ ...part, source: "one" }]);
      const before = await due();
      expect(before).toHaveLength(1);
      await addCounted(store, [{ ...part, source: "other" }]);
      await make(before);
      expect(await due()).toHaveLength(1);
      await make(await due());
      expect(await due()).toEqual([]);
    });

    test("rollUp() that another replaced writes nothing more", async () => {
      await using place = await placeOf(kind);
      const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
      await put(place.log, [predictionOf("p1", row)], monday);
      let other: Promise<unknown> = Promise.resolve();
      const first = place.roll(end, {
        async packageOf() {
          other = place.roll(end);
          await other;
          return stage.package;
        },
      });
      await expect(first).rejects.toMatchObject({ code: "CANCELLED" });
      await other;
      expect(rowsAt(await place.read(monday, monday + minute), "device")).toEqual([1]);
    });

    test("rollUp() tells the version whose package is gone, goes on with others, and makes it up later", async () => {
      await using place = await placeOf(kind);
      const row = { device: "phone", clicks: 1, pastClicks: 2, probability: 0.9 };
      await put(place.log, [{ ...predictionOf("old", row), version: 2 }, predictionOf("new", row)], monday);
      const packageOf = async (_: string, version: number) => {
        if (version === 2) throw new AirworthyError("PACKAGE_INVALID", "it is gone");
        return stage.package;
      };
      const rolled = await place.roll(end, { packageOf });
      const gone = { model: "will-buy", version: 2, code: "PACKAGE_INVALID", reason: "it is gone" };
      expect(rolled).toMatchObject({ windows: { minute: 1 }, unrolled: [gone] });
      const window = { model: "will-buy", version: 2, from: monday, to: monday + minute };
      expect(await isRolledUp(place.store, window)).toBe(false);
      const { manifest, baseline } = stage.package;
      const found = { manifest: { ...manifest, version: 2 }, baseline };
      // Meanwhile minutes are no longer kept of that time.
      const later = await place.roll(end + 30 * day, { packageOf });
      expect(later.unrolled).toEqual([gone]);
      await place.roll(end + 30 * day, { packageOf: async () => found });
      await place.roll(end + 30 * day, { packageOf: async () => found });
      const read = await readWindow(place.store, { ...window, to: monday + day });
      expect(rowsAt(read, "device")).toEqual([1]);
    });
  });
