import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { AirworthyError } from "../../core/error.ts";
import {
  acknowledgeAlert,
  addSilence,
  alertHistory,
  alertId,
  endSilence,
  listAlerts,
  listSilences,
  openStore,
  recordReadings,
  type Store,
  silenceOf,
} from "./index.ts";
import { latency, latencyReading } from "./latency-monitor.test-support.ts";

const minuteMs = 60_000;

let server: PostgresServer;
let directory: string;
let place: string;
let store: Store;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

const record = (where: Store, minute: number, value: number | null, subject = "") =>
  recordReadings(where, [{ monitor: latency, reading: latencyReading(minute, value, subject) }], {
    model: "m",
    now: minute,
  });

const id = alertId("m", "latencyMs", "");
const changes = async () => (await alertHistory(store, id)).map(({ change }) => change);

const databases = ["sqlite", "postgres"] as const;

/** A store of its own for each test. */
function openForEach(kind: (typeof databases)[number]): void {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-alerts-"));
    place = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
    store = await openStore(place);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });
}

describe.each(databases)("keeping alerts in %s", (kind) => {
  openForEach(kind);

  test("recordReadings() keeps the alert and every breach, over a restart", async () => {
    for (const [index, value] of [90, 110, 95, 105].entries()) {
      await record(store, index + 1, value);
      await store[Symbol.asyncDispose]();
      store = await openStore(place);
    }
    const [alert, ...others] = await listAlerts(store, "m");
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ id, monitor: "latencyMs", subject: "", revision: 4, declared: latency });
    expect(alert?.state).toMatchObject({ phase: "firing", condition: "breached", worst: 110, breaches: 2 });
    const history = await alertHistory(store, id);
    expect(history.map(({ change, firing, reading: read }) => [change, firing, read?.value])).toEqual([
      ["firing", 1, 110],
      ["over", 1, 95],
      ["again", 1, 105],
    ]);
    expect(history[0]).toMatchObject({ at: 2 * minuteMs, recordedAt: 2, bound: 100, seq: 1 });
    expect(await alertHistory(store, id, { limit: 1 })).toEqual(history.slice(-1));
  });

  test("recordReadings() keeps one alert for each subject", async () => {
    await record(store, 1, 110, "a");
    await record(store, 1, 90, "b");
    await record(store, 2, 90, "a");
    const alerts = await listAlerts(store, "m");
    expect(alerts.map(({ subject, state }) => [subject, state.phase])).toEqual([
      ["a", "firing"],
      ["b", "ok"],
    ]);
    expect(await listAlerts(store, "other")).toEqual([]);
  });
});

describe.each(databases)("what people do to alerts in %s", (kind) => {
  openForEach(kind);

  test("acknowledgeAlert() keeps who, when and the note, in the history and in the audit", async () => {
    await record(store, 1, 110);
    await record(store, 2, 95);
    await acknowledgeAlert(store, id, { who: "ann", note: "a slow disk", now: 7 });
    await record(store, 3, 120);
    const history = await alertHistory(store, id);
    expect(history.map(({ change, firing }) => [change, firing])).toEqual([
      ["firing", 1],
      ["over", 1],
      ["acknowledged", 1],
      ["resolved", 1],
      ["firing", 2],
    ]);
    expect(history[2]).toMatchObject({ who: "ann", note: "a slow disk", at: 7, reading: null });
    const audit = await store.db.selectFrom("audit").selectAll().execute();
    expect(audit).toMatchObject([{ action: "alert acknowledged", subject: id, at: 7 }]);
    expect(JSON.parse(audit[0]?.details ?? "{}")).toMatchObject({ who: "ann", note: "a slow disk" });
  });

  test("acknowledgeAlert() changes nothing where the alert does not fire", async () => {
    await record(store, 1, 90);
    await expect(acknowledgeAlert(store, id, { who: "ann", note: "", now: 7 })).rejects.toThrow(
      AirworthyError,
    );
    expect(await changes()).toEqual([]);
    expect(await store.db.selectFrom("audit").selectAll().execute()).toEqual([]);
  });
});

describe.each(databases)("silences in %s", (kind) => {
  openForEach(kind);

  test("endSilence() ends one that is on, once, and says who did", async () => {
    const common = { model: "m", who: "ann", note: "n", monitor: "traffic", alertId: null, now: 10 };
    const { id: silence } = await addSilence(store, { ...common, endsAt: 90 });
    const end = (of: Partial<Parameters<typeof endSilence>[2]> = {}) =>
      endSilence(store, silence, { model: "m", who: "bo", now: 40, ...of });
    expect([await end({ model: "other" }), await end({ now: 90 })]).toEqual([null, null]);
    expect(await listSilences(store, { model: "m", now: 39 })).toHaveLength(1);
    expect(await end()).toMatchObject({ id: silence, monitor: "traffic", endsAt: 40 });
    expect(await listSilences(store, { model: "m", now: 40 })).toEqual([]);
    expect(await end({ now: 41 })).toBeNull();
    const audit = await store.db.selectFrom("audit").select(["action", "details"]).orderBy("at").execute();
    expect(audit.map(({ action }) => action)).toEqual(["alert silenced", "silence ended"]);
    expect(audit[1]?.details).toContain('"who":"bo"');
  });

  test("addSilence() mutes an alert or a monitor for its time, and no other", async () => {
    await record(store, 1, 110);
    const [alert] = await listAlerts(store, "m");
    const note = "moving the disk";
    const common = { model: "m", who: "ann", note, now: 10 };
    await addSilence(store, { ...common, alertId: id, monitor: null, endsAt: 20 });
    await addSilence(store, { ...common, alertId: null, monitor: "traffic", endsAt: 30 });
    const at = async (now: number) => {
      const silences = await listSilences(store, { model: "m", now });
      return [alert, { id: "x", monitor: "traffic" }].map(
        (one) => one !== undefined && silenceOf(one, silences) !== null,
      );
    };
    expect(await at(9)).toEqual([false, false]);
    expect(await at(10)).toEqual([true, true]);
    expect(await at(20)).toEqual([false, true]);
    expect(await at(30)).toEqual([false, false]);
    expect(await listSilences(store, { model: "other", now: 15 })).toEqual([]);
    expect((await listAlerts(store, "m"))[0]?.state.phase).toBe("firing");
    const audit = await store.db.selectFrom("audit").selectAll().execute();
    expect(audit.map(({ action, subject }) => [action, subject]).sort()).toEqual([
      ["alert silenced", id],
      ["alert silenced", "traffic"],
    ]);
  });
});

describe.each(databases)("several at once in %s", (kind) => {
  openForEach(kind);

  test("recordReadings() makes an alert fire once, whoever judges the same readings at once", async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(place)));
    const told: string[] = [];
    const judgeAll = async (where: Store) => {
      for (let minute = 1; minute <= 12; minute++)
        await recordReadings(
          where,
          [{ monitor: latency, reading: latencyReading(minute, minute % 4 === 0 ? 110 : 90) }],
          {
            model: "m",
            now: minute,
            onChange: async (_, { entries }) => void told.push(...entries.map(({ change }) => change)),
          },
        );
    };
    await Promise.all(stores.map(judgeAll));
    await Promise.all(stores.map((each) => each[Symbol.asyncDispose]()));
    const expected = ["firing", "over", "again", "over", "again"];
    expect(await changes()).toEqual(expected);
    expect(told.sort()).toEqual([...expected].sort());
    const [alert] = await listAlerts(store, "m");
    expect(alert).toMatchObject({ revision: 12, state: { firings: 1, breaches: 3 } });
  });

  test("recordReadings() makes an alert fire once over several processes, one of them killed in the middle", async () => {
    const script = fileURLToPath(new URL("judge-alerts.test-support.ts", import.meta.url));
    const judges = Array.from({ length: 3 }, () => fork(script, [place], { stdio: "inherit" }));
    const [victim, ...others] = judges;
    victim?.once("message", () => victim.kill("SIGKILL"));
    const ends = await Promise.all(judges.map((child) => once(child, "exit")));
    expect(ends[0]?.[1]).toBe("SIGKILL");
    for (const [index] of others.entries()) expect(ends[index + 1]?.[0]).toBe(0);
    const history = await alertHistory(store, id);
    expect(history.filter(({ change }) => change === "firing").length).toBe(1);
    expect(history.map(({ reading: read }) => read?.to)).toEqual(
      Array.from({ length: 38 }, (_, index) => (index + 3) * minuteMs),
    );
    const seqs = history.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test("recordReadings() keeps nothing where what is queued with it fails", async () => {
    await record(store, 1, 90);
    const failing = recordReadings(store, [{ monitor: latency, reading: latencyReading(2, 110) }], {
      model: "m",
      now: 2,
      onChange: () => Promise.reject(new Error("no room")),
    });
    await expect(failing).rejects.toThrow("no room");
    expect(await changes()).toEqual([]);
    expect((await listAlerts(store, "m"))[0]).toMatchObject({ revision: 1, state: { phase: "ok" } });
  });
});
