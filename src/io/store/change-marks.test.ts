import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import type { Definition } from "../../core/definition/index.ts";
import {
  acknowledgeAlert,
  addSilence,
  alertId,
  type ChangeMarks,
  changeMarks,
  changeTopics,
  openStore,
  recordReadings,
  type Store,
  startRun,
} from "./index.ts";
import { latency, latencyReading } from "./latency-monitor.test-support.ts";

let server: PostgresServer;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-marks-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const model = "m";
const marks = (store: Store) => changeMarks({ model, store, log: store });

/** Which topics `act` changes. */
async function changedBy(store: Store, act: () => Promise<unknown>): Promise<readonly (keyof ChangeMarks)[]> {
  const before = await marks(store);
  await act();
  const after = await marks(store);
  return changeTopics.filter((topic) => after[topic] !== before[topic]);
}

const fire = (store: Store, name: string) =>
  recordReadings(store, [{ monitor: latency, reading: latencyReading(1, 1e6, "") }], {
    model: name,
    now: 60_000,
  });

test.each(["sqlite", "postgres"] as const)(
  "changeMarks() tells of each topic that it has changed, and of no other model's, in %s",
  async (kind) => {
    const place = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
    await using store = await openStore(place);
    expect(await changedBy(store, async () => undefined)).toEqual([]);
    expect(await changedBy(store, () => fire(store, model))).toEqual(["alerts"]);
    expect(await changedBy(store, () => fire(store, "another"))).toEqual([]);
    const by = { who: "me", note: "seen", now: 120_000 };
    const id = alertId(model, "latencyMs", "");
    expect(await changedBy(store, () => acknowledgeAlert(store, id, by))).toEqual(["alerts"]);
    const silence = { ...by, model, monitor: "latencyMs", alertId: null, endsAt: 900_000 };
    expect(await changedBy(store, () => addSilence(store, silence))).toEqual(["alerts"]);
    const definition = { name: model, events: { source: { kind: "csv" } } } as unknown as Definition;
    expect(await changedBy(store, () => startRun(store, { definition, now: 1_000 }))).toEqual(["models"]);
    const due = { model, version: 1, level: "hour", start: 0, mark: 1 } as const;
    const touch = () => store.db.insertInto("roll_up_due").values(due).execute();
    expect(await changedBy(store, touch)).toEqual(["figures"]);
  },
);
