import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { addAudit } from "./add-audit.ts";
import { allErasures } from "./erasures.test-support.ts";
import {
  acknowledgeAlert,
  addSilence,
  alertHistory,
  alertId,
  changeAlias,
  channelStates,
  declareChannels,
  listAlerts,
  openStore,
  predecessorOf,
  recordErasure,
  recordReadings,
  retainAlerts,
  retainAudit,
  retainNotifications,
  type Store,
} from "./index.ts";
import { latency, latencyReading } from "./latency-monitor.test-support.ts";
import { alertsOf, handsOn, messageOf, notice } from "./outbox.test-support.ts";

let server: PostgresServer;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-retain-told-"));
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const walking = { signal: new AbortController().signal, isDryRun: false, step: 2, model: "m" };
const dry = { ...walking, isDryRun: true };
let places = 0;
let store: Store;
const { queue, take, settle, deliverAll } = handsOn(() => store);

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    beforeEach(async () => {
      const sqlite = join(directory, `${places++}.sqlite`);
      store = await openStore(kind === "postgres" ? await server.newDatabase() : sqlite);
      return () => store[Symbol.asyncDispose]();
    });

    const rowsOf = async (table: "notices" | "notify_messages" | "silences") =>
      (await store.db.selectFrom(table).select("id").execute()).length;

    test("retainNotifications() keeps what channels still need", async () => {
      await declareChannels(store, { model: "m", channels: ["ops"], now: 0 });
      for (const [index, name] of ["a", "b", "c"].entries()) {
        await queue(notice(name), 10 + index);
        await deliverAll({ now: 10 + index });
      }
      for (const name of ["a", "b"]) await queue(notice(name, { state: "resolved" }), 20);
      await deliverAll({ now: 20 });
      await queue(notice("d"), 30);
      const failing = messageOf(await take({ now: 30 }));
      await settle(failing, false, { now: 30 });
      await queue(notice("e"), 900);
      const before = [await rowsOf("notices"), await rowsOf("notify_messages")];
      expect(before).toEqual([7, 5]);
      expect(await retainNotifications(store, { ...dry, before: 500 })).toBe(4 + 3);
      expect(await retainNotifications(store, { ...walking, before: 500 })).toBe(4 + 3);
      // c is believed to be on, d and e are not told yet; the last delivery is what a repeat is counted from, and one waits.
      expect([await rowsOf("notices"), await rowsOf("notify_messages")]).toEqual([3, 2]);
      const [state] = await channelStates(store, { model: "m", channels: { ops: { severity: null } } });
      expect(state).toMatchObject({ state: "failing", delivered: 4 });
      expect(alertsOf(await take({ now: 900_000 }))).toEqual(["d firing", "e firing"]);
      await queue(notice("f"), 901);
      const places = await store.db.selectFrom("notices").select("seq").orderBy("seq").execute();
      expect(places.map(({ seq }) => seq)).toEqual([3, 6, 7, 8]);
    });

    test("retainAlerts() keeps the firing that goes on, and how every alert stands", async () => {
      const record = async (monitor: typeof latency, minute: number, value: number) =>
        await recordReadings(store, [{ monitor, reading: latencyReading(minute, value) }], {
          model: "m",
          now: minute,
        });
      const other = { ...latency, name: "other", latch: false };
      for (const [index, value] of [90, 110, 90].entries()) await record(other, index + 1, value);
      for (const minute of [1, 2, 3, 4, 5]) await record(latency, minute, 110);
      const id = alertId("m", "latencyMs", "");
      await acknowledgeAlert(store, id, { who: "ann", note: "seen", now: 6 });
      for (const endsAt of [50, 5_000]) {
        const silence = { model: "m", alertId: null, monitor: "other", who: "ann", note: "n" };
        await addSilence(store, { ...silence, endsAt, now: 1 });
      }
      const changes = async (of: string) => (await alertHistory(store, of)).map(({ change }) => change);
      const standing = await listAlerts(store, "m");
      expect(await changes(id)).toEqual([
        "firing",
        "breached",
        "breached",
        "breached",
        "breached",
        "acknowledged",
      ]);
      expect(await retainAlerts(store, { ...walking, before: 3 })).toBe(2);
      expect(await changes(id)).toEqual(["firing", "breached", "breached", "breached", "acknowledged"]);
      const gone = (await changes(alertId("m", "other", ""))).length + 3 + 1;
      expect(await retainAlerts(store, { ...dry, before: 1_000 })).toBe(gone);
      expect(await retainAlerts(store, { ...walking, before: 1_000 })).toBe(gone);
      expect(await changes(id)).toEqual(["firing", "acknowledged"]);
      expect(await rowsOf("silences")).toBe(1);
      expect(await listAlerts(store, "m")).toEqual(standing);
    });

    test("retainAudit() keeps erasures, what a rollback goes back by, and the last of each kind", async () => {
      const add = (action: string, subject: string, now: number) =>
        store.db.transaction().execute((tx) => addAudit(tx, { action, subject, now, details: {} }));
      for (const now of [1, 2, 3]) await add("retraining decided", "m", now);
      await add("retraining decided", "another", 1);
      await add("alert silenced", "latencyMs", 2_000);
      await store.db.transaction().execute((tx) =>
        recordErasure(tx, {
          entity: "u",
          at: 1,
          counts: {},
          marks: { model: "m", snapshots: [], versions: [], unknown: [] },
        }),
      );
      const run = {
        id: "r",
        name: "m",
        status: "passed",
        started_at: 0,
        ended_at: 0,
        host: "h",
        pid: 1,
        process_started: "",
        definition: "{}",
        result: null,
        error: null,
      } as const;
      await store.db.insertInto("runs").values(run).execute();
      for (const version of [1, 2]) {
        const row = {
          name: "m",
          version,
          status: "ready",
          run_id: "r",
          created_at: 0,
          key: `${version}`,
          train_key: "t",
          compared_with: null,
          passed: 1,
          threshold: null,
          result: null,
        } as const;
        await store.db.insertInto("versions").values(row).execute();
        await changeAlias(store, { name: "m", version, now: version, choose: () => "champion" });
      }
      expect(await retainAudit(store, { ...dry, before: 1_000 })).toBe(2);
      expect(await retainAudit(store, { ...walking, before: 1_000 })).toBe(2);
      expect(await allErasures(store)).toHaveLength(1);
      expect(await predecessorOf(store, "m", 2)).toBe(1);
      const left = await store.db
        .selectFrom("audit")
        .select(["action", "at"])
        .where("action", "=", "retraining decided")
        .orderBy("at")
        .execute();
      expect(left.map(({ at }) => at)).toEqual([1, 3]);
    });
  });
