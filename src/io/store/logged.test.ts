import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { all, event, feedback, prediction, put } from "../event-log/entries.test-support.ts";
import { openEventLog } from "../event-log/index.ts";
import { allErasures } from "./erasures.test-support.ts";
import { deleteEntity, eventsBehind, findPrediction, labelHistory, openStore, wasErased } from "./index.ts";

let server: PostgresServer;
let directory: string;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-logged-"));
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    let location: string;
    let stores = 0;
    beforeEach(async () => {
      location =
        kind === "postgres" ? await server.newDatabase() : join(directory, `${stores++}`, "store.sqlite");
    });

    test("findPrediction() tells what was logged, and null for what was not", async () => {
      await using log = await openEventLog(location);
      await using store = await openStore(location);
      await put(log, [event("a", "u"), prediction("p", "a", "u"), prediction("q", null, "v")], 40);
      expect(await findPrediction(store, "p")).toEqual({
        ...prediction("p", "a", "u"),
        seq: 2,
        receivedAt: 40,
      });
      expect(await findPrediction(store, "q")).toMatchObject({ eventId: null, seq: 3 });
      expect(await findPrediction(store, "a")).toBeNull();
    });

    test("eventsBehind() tells the latest that an answer could have seen", async () => {
      await using log = await openEventLog(location);
      await using store = await openStore(location);
      const times = [50, 10, 40, 30, 40, 20];
      await put(log, [event("other", "v", 1), ...times.map((time, at) => event(`e${at}`, "u", time))]);
      const behind = async (options: { beforeSeq: number; beforeTime: number; limit?: number }) =>
        (await eventsBehind(store, { entity: "u", ...options })).map(({ id }) => id);
      expect(await behind({ beforeSeq: all, beforeTime: all })).toEqual(["e0", "e4", "e2", "e3", "e5", "e1"]);
      expect(await behind({ beforeSeq: 6, beforeTime: 50 })).toEqual(["e2", "e3", "e1"]);
      expect(await behind({ beforeSeq: 6, beforeTime: 40, limit: 1 })).toEqual(["e3"]);
    });

    test("labelHistory() tells every truth by either id, the newest first", async () => {
      await using log = await openEventLog(location);
      await using store = await openStore(location);
      await put(log, [{ ...feedback({ prediction: "p" }, "1", "crm"), knownAt: 7 }], 10);
      expect(await labelHistory(store, "p")).toEqual([
        { seq: 1, label: "1", receivedAt: 10, source: "crm", knownAt: 7 },
      ]);
      await put(
        log,
        [prediction("p", "a", "u"), prediction("q", null, "u"), feedback({ event: "a" }, "null")],
        20,
      );
      await put(log, [feedback({ prediction: "p" }, "3"), feedback({ event: "other" }, "9")], 30);
      const history = await labelHistory(store, "p");
      expect(history[0]).toEqual({ seq: 5, label: "3", receivedAt: 30, source: "", knownAt: null });
      expect(history.map(({ label }) => label)).toEqual(["3", "null", "1"]);
      expect(await labelHistory(store, "q")).toEqual([]);
      expect(await labelHistory(store, "missing")).toEqual([]);
    });

    test("deleteEntity() leaves nothing of the entity, everything of the others, and makes what was known void", async () => {
      await using log = await openEventLog(location);
      await using store = await openStore(location);
      const secret = "Zelda-Personal-4711";
      for (let round = 0; round < 30; round++) {
        const entries = Array.from({ length: 10 }, (_, at) => `${round}-${at}`).flatMap((id) => [
          prediction(`p${id}`, `${secret}-${id}`, secret),
          { ...event(`${secret}-${id}`, secret), body: JSON.stringify({ name: secret.repeat(20) }) },
          event(`e${id}`, "other"),
        ]);
        await put(log, [...entries, feedback({ event: `${secret}-${round}-0` }, `"${secret}"`)]);
        const states = ["other", secret].map((entity) => ({
          entity,
          seq: round + 1,
          state: `"${entity} ${round}"`,
        }));
        await log.saveSnapshots("plan", states);
      }
      const { upTo } = await log.read({ after: all, cold: [], plan: "plan" });
      const marks = { model: "m", snapshots: ["s"], versions: [1], unknown: [] };
      expect(await deleteEntity(store, secret, { now: 7, marks })).toEqual({
        events: 300,
        predictions: 300,
        feedback: 30,
        states: 1,
      });
      const counts = { events: 300, predictions: 300, feedback: 30, states: 1 };
      expect(await wasErased(store, secret)).toEqual({ at: 7, counts, marks });
      expect(await wasErased(store, "other")).toBeNull();
      expect(await deleteEntity(store, secret, { now: 8, marks })).toEqual({
        events: 0,
        predictions: 0,
        feedback: 0,
        states: 0,
      });
      expect((await allErasures(store)).map(({ at }) => at).toSorted()).toEqual([7, 8]);
      const read = await log.read({ after: upTo, cold: [secret, "other"], plan: "plan" });
      expect(read).toMatchObject({
        upTo: upTo + 2,
        facts: null,
        histories: [
          { entity: secret, snapshot: null, facts: [] },
          { entity: "other", snapshot: { seq: 30 } },
        ],
      });
      expect(await store.db.selectFrom("events").select("seq").execute()).toHaveLength(300);
      for (const entity of [secret, "other"])
        expect(await log.append([event("new", entity)], { seen: upTo, now: 1 })).toEqual({ status: "stale" });
      await log.saveSnapshots("plan", [{ entity: secret, seq: upTo, state: "[]" }]);
      const after = await log.read({ after: upTo + 2, cold: [secret], plan: "plan" });
      expect(after).toMatchObject({ facts: [], histories: [{ snapshot: null }] });
      if (kind === "sqlite") {
        const files = await Promise.all(["", "-wal"].map((suffix) => readFile(`${location}${suffix}`)));
        expect(Buffer.concat(files).indexOf("Zelda")).toBe(-1);
        expect(Buffer.concat(files).indexOf("other")).toBeGreaterThan(0);
      }
    });
  });
