/** What the outbox promises, on both databases. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import {
  acknowledgeAlert,
  addSilence,
  alertId,
  channelStates,
  declareChannels,
  enqueueNotice,
  openStore,
  queueChange,
  recordReadings,
  type Store,
  takeMessage,
} from "./index.ts";
import { latency } from "./latency-monitor.test-support.ts";
import {
  alertsOf,
  handsOn,
  hour,
  messageOf,
  minute,
  notice,
  reading,
  rules,
  second,
} from "./outbox.test-support.ts";

let server: PostgresServer;
let directory: string;
let place: string;
let store: Store;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const { queue, take, settle, deliverAll } = handsOn(() => store);

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    beforeEach(async () => {
      directory = await mkdtemp(join(tmpdir(), "airworthy-outbox-"));
      place = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
      store = await openStore(place);
      await declareChannels(store, { model: "m", channels: ["ops", "team"], now: 0 });
    });
    afterEach(async () => {
      await store[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    });

    test("takeMessage() tells each channel once of what is queued, in its order", async () => {
      await queue(notice("a"));
      expect(await deliverAll()).toEqual(["a firing"]);
      await queue(notice("b"));
      await queue(notice("a", { state: "acknowledged", who: "ada" }));
      await queue(notice("a", { state: "resolved" }));
      const taken = await take();
      expect(messageOf(taken)).toMatchObject({
        sequence: 2,
        model: "m",
        channel: "ops",
        alerts: [
          { id: "b", state: "firing" },
          {
            id: "a",
            state: "resolved",
            changes: [{ state: "acknowledged", who: "ada" }, { state: "resolved" }],
          },
        ],
      });
      await settle(messageOf(taken), true);
      expect(await take()).toBeNull();
      expect(await deliverAll({ channel: "team" })).toEqual(["a resolved", "b firing"]);
    });

    test("enqueueNotice() queues nothing where its transaction does not come to pass, and an entry once", async () => {
      const failing = store.db.transaction().execute(async (tx) => {
        await enqueueNotice(tx, notice("a"), { now: 0 });
        throw new Error("the alert was not written");
      });
      await expect(failing).rejects.toThrow("the alert was not written");
      expect(await take()).toBeNull();
      const same = notice("b");
      await queue(same);
      await queue(same);
      expect(messageOf(await take()).alerts).toMatchObject([{ id: "b", changes: [{ id: same.id }] }]);
    });

    test("takeMessage() gives the same message again until it is delivered", async () => {
      await queue(notice("a"));
      const first = messageOf(await take());
      await queue(notice("b"), 1);
      expect(messageOf(await take({ rules: { intervalMs: minute } }))).toEqual(first);
      await settle(first, false);
      const again = messageOf(await take({ now: 750, rules: { intervalMs: minute } }));
      expect(again).toEqual(first);
      await settle(again, true, { now: 800 });
      expect(alertsOf(await take({ now: 800 }))).toEqual(["b firing"]);
    });

    test("takeMessage() lets one holder send at a time, until its claim ends", async () => {
      await queue(notice("a"));
      const first = messageOf(await take({ holder: "one" }));
      expect(await take({ holder: "two" })).toBeNull();
      expect(await take({ holder: "two", now: 30 * second - 1 })).toBeNull();
      expect(messageOf(await take({ holder: "two", now: 30 * second }))).toEqual(first);
      expect(await take({ holder: "one", now: 30 * second })).toBeNull();
    });

    test("settleAttempt() lets who lost the channel tick off what it delivered, and say nothing else", async () => {
      await queue(notice("a"));
      const first = messageOf(await take({ holder: "one" }));
      await take({ holder: "two", now: hour });
      await settle(first, false, { holder: "one", now: hour });
      await settle(first, true, { holder: "one", now: hour });
      expect(await channelStates(store, { model: "m", channels: { ops: { severity: null } } })).toMatchObject(
        [{ state: "untried", delivered: 0, waiting: 0 }],
      );
      expect(await take({ holder: "two", now: hour })).toBeNull();
    });

    test("takeMessage() gives one message to one of many who ask at once", async () => {
      await queue(notice("a"));
      await using other = await openStore(place);
      const asked = Array.from({ length: 8 }, (_, index) =>
        takeMessage(index % 2 === 0 ? store : other, {
          ...{
            model: "m",
            channel: "ops",
            holder: `${index}`,
            now: 0,
            claimMs: second,
            severity: null,
            rules,
          },
        }),
      );
      expect((await Promise.all(asked)).filter((taken) => taken !== null)).toHaveLength(1);
    });

    test("settleAttempt() backs off from who fails, and holds up no other channel", async () => {
      await queue(notice("a"));
      await settle(messageOf(await take()), false);
      expect(await take({ now: 749 })).toBeNull();
      expect(await take({ now: 750 })).toMatchObject({ failures: 1 });
      expect(await deliverAll({ channel: "team" })).toEqual(["a firing"]);
      const channels = { ops: { severity: null }, team: { severity: null } };
      expect(await channelStates(store, { model: "m", channels })).toMatchObject([
        {
          channel: "ops",
          state: "failing",
          failingSince: 0,
          nextAt: 750,
          answer: "500",
          waiting: 1,
          waitingSince: 0,
        },
        { channel: "team", state: "ok", failingSince: null, nextAt: null, delivered: 1, waiting: 0 },
      ]);
    });

    test("settleAttempt() lets the other channels be told that one fails, and that it does no more", async () => {
      await queue(notice("a"));
      await deliverAll({ channel: "team" });
      await settle(messageOf(await take()), false);
      await settle(messageOf(await take({ now: minute })), false, { now: minute });
      expect(await take({ channel: "team", now: minute })).toBeNull();
      for (const now of [5 * minute, 11 * minute])
        await settle(messageOf(await take({ now })), false, { now });
      expect(await deliverAll({ channel: "team", now: 11 * minute })).toEqual(["channel:ops firing"]);
      const later = { now: hour };
      expect(await deliverAll(later)).toEqual(["a firing"]);
      expect(await deliverAll({ channel: "team", ...later })).toEqual(["channel:ops resolved"]);
      expect(await take(later)).toBeNull();
    });

    test("takeMessage() tells a channel of its severity alone", async () => {
      await queue(notice("p", { severity: "page" }));
      await queue(notice("w", { severity: "warn" }));
      expect(await deliverAll({ severity: "warn" })).toEqual(["w firing"]);
      expect(
        await channelStates(store, { model: "m", channels: { ops: { severity: "warn" } } }),
      ).toMatchObject([{ waiting: 0 }]);
      expect(await deliverAll({ channel: "team" })).toEqual(["p firing", "w firing"]);
    });

    test("takeMessage() repeats what is firing, from what it was told", async () => {
      await queue(notice("a"));
      await deliverAll();
      expect(await take({ now: 4 * hour - 1 })).toBeNull();
      const repeated = messageOf(await take({ now: 4 * hour }));
      expect(repeated).toMatchObject({ reason: "repeat", alerts: [{ id: "a", changes: [] }] });
      await settle(repeated, true, { now: 4 * hour });
      await queue(notice("a", { state: "acknowledged" }), 5 * hour);
      expect(await deliverAll({ now: 5 * hour })).toEqual(["a acknowledged"]);
      expect(await take({ now: 24 * hour })).toBeNull();
    });

    test("takeMessage() respects a silence when it sends, and forgets nothing by it", async () => {
      const silence = { model: "m", alertId: null, monitor: "a", who: "ada", note: "" };
      await queue(notice("a"));
      await addSilence(store, { ...silence, endsAt: hour, now: second });
      await queue(notice("b"), minute);
      expect(await deliverAll({ now: minute })).toEqual(["b firing"]);
      await queue(notice("c"), minute);
      await queue(notice("c", { state: "resolved" }), minute);
      expect(await deliverAll({ now: 2 * minute })).toEqual(["c resolved"]);
      expect(await deliverAll({ now: hour })).toEqual(["a firing"]);
    });

    test("enqueueNotice() keeps the newest of an alert that nobody can be told of", async () => {
      await store.db.transaction().execute(async (tx) => {
        for (let time = 0; time < 300; time++) await enqueueNotice(tx, notice("a"), { now: time });
      });
      const { rows } = await store.db
        .selectFrom("notices")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .execute()
        .then((found) => ({ rows: Number(found[0]?.count) }));
      expect(rows).toBe(200);
      expect(messageOf(await take({ now: 300 })).alerts[0]?.changesLeftOut).toBe(180);
    });

    test("queueChange() tells what happens to an alert with the transaction that makes it happen", async () => {
      const on = (to: number, value: number) => ({ monitor: latency, reading: reading(to, value) });
      const judged = { model: "m", onChange: queueChange };
      await recordReadings(store, [on(1, 90), on(2, 110)], { ...judged, now: 2 * minute });
      const fired = messageOf(await take({ now: 2 * minute }));
      const id = alertId("m", "latencyMs", "");
      const at = new Date(2 * minute).toISOString();
      expect(fired.alerts).toMatchObject([
        {
          id,
          monitor: "latencyMs",
          state: "firing",
          since: at,
          value: 110,
          bound: 100,
          direction: "above",
          unit: "ms",
        },
      ]);
      await settle(fired, true, { now: 2 * minute });
      await recordReadings(store, [on(3, 95), on(4, 105)], { ...judged, now: 4 * minute });
      expect(await take({ now: 4 * minute })).toBeNull();
      await acknowledgeAlert(store, id, { who: "ada", note: "disk", now: 5 * minute, onChange: queueChange });
      await recordReadings(store, [on(6, 95)], { ...judged, now: 6 * minute });
      expect(messageOf(await take({ now: 6 * minute })).alerts).toMatchObject([
        {
          id,
          state: "resolved",
          since: at,
          changes: [{ state: "acknowledged", who: "ada", note: "disk" }, { state: "resolved" }],
        },
      ]);
    });
  });
