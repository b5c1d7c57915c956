import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { event, feedback, prediction, put } from "../event-log/entries.test-support.ts";
import { type EventLog, openEventLog } from "../event-log/index.ts";
import {
  addLabelReviews,
  deleteEntity,
  dueWindows,
  holdRollUp,
  labelReviews,
  openStore,
  planCut,
  removalsOf,
  replaceWindows,
  retainEvents,
  retainFeedback,
  retainPredictions,
  retentionState,
  rollUpState,
  type Store,
  setState,
  touchWindows,
  whileHeld,
} from "./index.ts";
import { at, day, free, idsOf, walking } from "./retain-log.test-support.ts";

let server: PostgresServer;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-retain-"));
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const dry = { ...walking, isDryRun: true };
const holder = "me";

let places = 0;
async function newPlace(kind: "sqlite" | "postgres") {
  return kind === "postgres" ? await server.newDatabase() : join(directory, `${places++}`, "store.sqlite");
}

/** Everything in the log is rolled up to `rolledTo`. */
async function rolledUp(store: Store, rolledTo: number): Promise<void> {
  await holdRollUp(store, { holder, keptFrom: { minute: 0, hour: 0, day: 0 } });
  while (await touchWindows(store, { holder }));
  await store.db.deleteFrom("roll_up_due").execute();
  await whileHeld(store, holder, (tx, state) => setState(tx, { ...state, rolledTo }));
}

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    let log: EventLog;
    let store: Store;
    beforeEach(async () => {
      const place = await newPlace(kind);
      log = await openEventLog(place);
      store = await openStore(place);
      return async () => {
        await log[Symbol.asyncDispose]();
        await store[Symbol.asyncDispose]();
      };
    });

    test("retainEvents() removes what is old by both clocks, and remembers of whom", async () => {
      await put(log, [event("a", "u", at(10)), event("b", "u", at(40)), event("c", "v", at(90))], 50);
      await put(log, [event("late", "w", at(20)), event("new", "u", at(200))], 300);
      const options = { ...free, before: 100 };
      expect(await retainEvents(store, { ...options, ...dry })).toBe(3);
      expect(await idsOf(store, "events")).toHaveLength(5);
      expect(await retainEvents(store, { ...options, ...walking })).toBe(3);
      expect(await idsOf(store, "events")).toEqual(["late", "new"]);
      expect(await removalsOf(store, ["u", "v", "w"])).toEqual(
        new Map([
          ["u", at(40) + 1],
          ["v", at(90) + 1],
        ]),
      );
      expect(await retainEvents(store, { ...options, ...walking })).toBe(0);
      await deleteEntity(store, "u", {
        now: 1,
        marks: { model: "m", snapshots: [], versions: [], unknown: [] },
      });
      expect(await removalsOf(store, ["u", "v"])).toEqual(new Map([["v", at(90) + 1]]));
    });

    test("retainEvents() keeps what nothing has learned from", async () => {
      await put(log, [event("a", "u"), event("b", "u"), event("c", "u")], 50);
      expect(await retainEvents(store, { ...free, ...walking, before: 100, learnedSeq: 2 })).toBe(2);
      expect(await idsOf(store, "events")).toEqual(["c"]);
    });

    test("retainEvents() keeps what no saved state covers, under each plan", async () => {
      await put(log, [event("a", "u"), event("b", "v"), event("c", "u"), event("d", "v")], 50);
      const state = (entity: string, seq: number) => ({ entity, seq, state: "{}" });
      await log.saveSnapshots("p", [state("u", 1), state("v", 4)]);
      const asked: string[][] = [];
      const options = { ...free, ...walking, before: 100, plans: ["p", "q"] };
      const coverNothing = async (entities: readonly string[]) => void asked.push([...entities].sort());
      expect(await retainEvents(store, { ...options, cover: coverNothing })).toBe(0);
      expect(asked).toEqual([["u", "v"], ["v"]]);
      const cover = (entities: readonly string[]) =>
        log.saveSnapshots(
          "q",
          entities.map((entity) => state(entity, 4)),
        );
      expect(await retainEvents(store, { ...options, cover })).toBe(3);
      expect(await idsOf(store, "events")).toEqual(["c"]);
    });

    test("retainPredictions() removes whole days that are counted, and no window is made of the rest", async () => {
      await put(log, [prediction("p", "a", "u"), event("a", "u")], 10 * day + 5);
      await put(log, [prediction("q", "b", "u"), event("b", "u")], 11 * day + 5);
      await put(log, [prediction("r", null, "u")], 12 * day + 5);
      const plan = (before: number, isGivenUp = false) =>
        planCut(store, { before, isGivenUp: () => Promise.resolve(isGivenUp) });
      expect(await plan(11.5 * day)).toMatchObject({ from: 0, heldBack: expect.stringContaining("roll-up") });
      await rolledUp(store, 20 * day);
      expect(await plan(11.5 * day)).toEqual({ from: 11 * day, heldBack: null });
      await put(log, [feedback({ prediction: "q" }, "true")], 13 * day);
      await touchWindows(store, { holder });
      expect(await plan(12.5 * day)).toMatchObject({
        from: 11 * day,
        heldBack: expect.stringContaining("windows"),
      });
      expect(await plan(12.5 * day, true)).toEqual({ from: 12 * day, heldBack: null });
      expect(await retainPredictions(store, { ...dry, from: 12 * day })).toBe(2);
      expect(await retentionState(store)).toMatchObject({ predictionsFrom: 0 });
      const skip = (predictionId: string) =>
        ({ predictionId, kind: "skipped", at: 13 * day, who: "", note: "" }) as const;
      await addLabelReviews(store, [skip("p"), skip("r")]);
      expect(await retainPredictions(store, { ...walking, from: 12 * day })).toBe(2);
      expect(await idsOf(store, "predictions")).toEqual(["r"]);
      expect(await labelReviews(store, ["p", "r"])).toEqual([skip("r")]);
      expect((await plan(11.5 * day)).from).toBe(12 * day);
    });

    test("touchWindows() and replaceWindows() leave a window whose predictions go as it is", async () => {
      const of = { model: "m", version: 3, level: "minute" } as const;
      await put(log, [prediction("p", null, "u")], 10 * day);
      await put(log, [prediction("q", null, "u")], 12 * day);
      await rolledUp(store, 20 * day);
      await put(
        log,
        [feedback({ prediction: "p" }, "true"), feedback({ prediction: "q" }, "true")],
        13 * day,
      );
      const due = () => dueWindows(store, of, { endedBy: 20 * day, limit: 10 });
      const opaque = { kind: "opaque", name: "x", role: "column", missing: 0 } as const;
      const make = async (rows: number, isOfLog: boolean) =>
        await replaceWindows(
          store,
          of,
          [{ start: 10 * day, mark: 1, kinds: ["opaque"], isOfLog, profiles: [{ ...opaque, rows }] }],
          { holder },
        );
      const kept = async () =>
        (await store.db.selectFrom("profiles").select("body").execute()).map(({ body }) => body);
      await make(7, true);
      const [before] = await kept();
      const pending = { ...walking, from: 11 * day };
      await store.db
        .updateTable("predictions")
        .set({ received_at: 12 * day })
        .where("id", "=", "q")
        .execute();
      await retainPredictions(store, pending);
      await touchWindows(store, { holder });
      expect((await due()).map(({ start }) => start)).toEqual([12 * day]);
      await make(1, true);
      expect(await kept()).toEqual([before]);
      await make(1, false); // merged of finer windows, which stay
      expect(await kept()).not.toEqual([before]);
      expect((await rollUpState(store)).seq).toBeGreaterThan(0);
    });

    test("touchWindows() marks nothing of a time that goes, while its predictions are still there", async () => {
      await put(log, [prediction("p", null, "u")], 10 * day);
      await put(log, [prediction("q", null, "u")], 12 * day);
      await holdRollUp(store, { holder, keptFrom: { minute: 0, hour: 0, day: 0 } });
      await store.db
        .updateTable("log_retention")
        .set({ predictions_from: 11 * day })
        .execute();
      await touchWindows(store, { holder });
      const of = { model: "m", version: 3, level: "minute" } as const;
      const due = await dueWindows(store, of, { endedBy: 20 * day, limit: 10 });
      expect(due.map(({ start }) => start)).toEqual([12 * day]);
    });

    test("retainFeedback() keeps the label of an event of which only the prediction is there", async () => {
      await put(
        log,
        [prediction("p", "a", "u"), feedback({ event: "a" }, "1"), feedback({ event: "b" }, "2")],
        5,
      );
      expect(await retainFeedback(store, { ...walking, before: 100 })).toBe(1);
      const left = await store.db.selectFrom("feedback").select("label").execute();
      expect(left).toEqual([{ label: "1" }]);
    });

    test("retainFeedback() removes labels once nothing that they are about is there", async () => {
      await put(log, [prediction("p", "a", "u"), event("a", "u"), prediction("q", null, "u")], 5);
      await put(
        log,
        [
          feedback({ prediction: "p" }, "1"),
          feedback({ event: "a" }, "2"),
          feedback({ prediction: "q" }, "3"),
          feedback({ prediction: "gone" }, "4"),
          feedback({ event: "gone" }, "5"),
        ],
        10,
      );
      await put(log, [feedback({ event: "gone" }, "6")], 200);
      const labels = async () =>
        (await store.db.selectFrom("feedback").select("label").orderBy("seq").execute()).map(
          ({ label }) => label,
        );
      expect(await retainFeedback(store, { ...dry, before: 100 })).toBe(2);
      expect(await retainFeedback(store, { ...walking, before: 100 })).toBe(2);
      expect(await labels()).toEqual(["1", "2", "3", "6"]);
      await retainPredictions(store, { ...walking, from: 100 });
      expect(await retainFeedback(store, { ...walking, before: 100 })).toBe(1);
      expect(await labels()).toEqual(["1", "2", "6"]);
      await retainEvents(store, { ...free, ...walking, before: 100 });
      await retainFeedback(store, { ...walking, before: 100 });
      expect(await labels()).toEqual(["6"]);
    });

    test("retainEvents() lets others append meanwhile, and loses nothing of theirs", async () => {
      const old = Array.from({ length: 300 }, (_, index) => event(`o${index}`, `u${index % 7}`, at(1)));
      await put(log, old, 5);
      const removing = retainEvents(store, { ...free, ...walking, before: 100, step: 10 });
      const added: string[] = [];
      for (let index = 0; index < 30; index += 1) {
        await put(log, [event(`n${index}`, `u${index % 7}`, at(500))], 500);
        added.push(`n${index}`);
      }
      expect(await removing).toBe(300);
      expect(await idsOf(store, "events")).toEqual(added);
    });
  });
