import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { addCounted, holdRollUp, openStore, replaceWindows, type Store } from "../../io/store/index.ts";
import { keepReadings } from "./kept-readings.ts";

let directory: string;
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
  directory = await mkdtemp(join(tmpdir(), "airworthy-kept-readings-"));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

const locations = {
  sqlite: async () => join(directory, "store.sqlite"),
  postgres: () => server.newDatabase(),
} as const;

const of = { model: "visits", version: 3 };
const start = Date.UTC(2026, 5, 1);
const part = { model: of.model, start, profiles: [] };
const hour = { start, mark: 2, kinds: ["outcomes"], isOfLog: false, profiles: [] } as const;

/** Asks a question that counts how often it was answered. */
function counting(store: Store) {
  let times = 0;
  return async (question: unknown = "how many?") => {
    const keep = await keepReadings(store, of);
    return await keep(question, async () => {
      times += 1;
      return times;
    });
  };
}

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    let store: Store;
    beforeAll(async () => {
      store = await openStore(await locations[kind]());
    });
    afterAll(() => store[Symbol.asyncDispose]());

    test("keepReadings() makes a reading once, and again after each write to the version's profiles", async () => {
      const ask = counting(store);
      expect([await ask(), await ask()]).toEqual([1, 1]);
      const writes = [
        () => addCounted(store, [{ ...part, version: of.version, source: "one" }]),
        () => addCounted(store, [{ ...part, version: of.version, source: "other" }]),
        () => holdRollUp(store, { holder: "a round", keptFrom: { minute: 0, hour: 0, day: 0 } }),
        () => replaceWindows(store, { ...of, level: "hour" }, [hour], { holder: "a round" }),
      ];
      for (const [at, write] of writes.entries()) {
        await write();
        expect([await ask(), await ask()]).toEqual([at + 2, at + 2]);
      }
      await addCounted(store, [{ ...part, version: of.version + 1, source: "one" }]);
      expect(await ask()).toBe(writes.length + 1);
    });

    test("keepReadings() keeps questions apart, and no failure", async () => {
      const ask = counting(store);
      expect([await ask(["from", 1]), await ask(["from", 2]), await ask(["from", 1])]).toEqual([1, 2, 1]);
      const keep = await keepReadings(store, of);
      await expect(keep("fails", () => Promise.reject(new Error("away")))).rejects.toThrow("away");
      expect(await keep("fails", async () => "back")).toBe("back");
    });
  });
