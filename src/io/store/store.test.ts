import { existsSync } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, password, startPostgres } from "../../../test/postgres/postgres-server.ts";
import type { Definition } from "../../core/definition/index.ts";
import {
  allotVersion,
  changeAlias,
  findRun,
  findVersion,
  finishRun,
  interruptedVersions,
  listAliases,
  listRuns,
  listVersions,
  markReady,
  openStore,
  releaseVersion,
  type Store,
  startRun,
} from "./index.ts";
import { loadSqlite } from "./load-sqlite.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-store-"));
  path = join(directory, "deep", "store.sqlite");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const definition = { name: "m", events: { source: { kind: "csv", paths: [] } } } as unknown as Definition;

async function addVersion(
  store: Store,
  options: { ready?: boolean; takenUpTo?: number } = {},
): Promise<number> {
  const { ready = true, takenUpTo = 0 } = options;
  const run = await startRun(store, { definition, now: 1 });
  const about = { name: "m", run, now: 2, key: "k", trainKey: "t", comparedWith: null, takenUpTo };
  const version = await allotVersion(store, about);
  if (ready)
    await markReady(store, { name: "m", version, passed: true, threshold: 0.5, result: { version } });
  return version;
}

test("openStore() is durable: write-ahead log, full sync", async () => {
  await using store = await openStore(path);
  await startRun(store, { definition, now: 1 });
  expect(existsSync(`${path}-wal`)).toBe(true);
  const { DatabaseSync } = loadSqlite();
  const other = new DatabaseSync(path);
  expect(other.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  other.close();
});

test("openStore() says that a damaged file is unusable, and leaves it", async () => {
  await (await openStore(path))[Symbol.asyncDispose]();
  const file = await open(path, "r+");
  await file.write(Buffer.alloc(4_096, 0x5a), 0, 4_096, 0);
  await file.close();
  await rm(`${path}-wal`, { force: true });
  await expect(openStore(path)).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
  expect(existsSync(path)).toBe(true);
});

test("openStore() says so where its folder cannot be made", async () => {
  await writeFile(join(directory, "deep"), "a file");
  await expect(openStore(path)).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
});

test("openStore() says what is wrong with a PostgreSQL, and never the password", async () => {
  const url = await server.newDatabase();
  const { host } = new URL(url);
  const cases = [
    [url.replace(password, "wr0ng-word"), "password authentication failed"],
    [url.replace(host, "127.0.0.1:1"), "ECONNREFUSED"],
    [`${url}_missing`, "does not exist"],
    ["postgres://not a url", "is no URL"],
  ] as const;
  for (const [location, words] of cases) {
    const failure = await openStore(location).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code: "STORE_UNUSABLE", message: expect.stringContaining(words) });
    expect(String(failure)).not.toMatch(/s3cret|wr0ng/);
  }
});

test("openStore() refuses a PostgreSQL whose encoding lacks characters", async () => {
  const url = await server.newDatabase("ENCODING 'LATIN1' TEMPLATE template0");
  await expect(openStore(url)).rejects.toMatchObject({
    code: "STORE_UNUSABLE",
    message: expect.stringContaining("LATIN1"),
  });
});

for (const kind of ["sqlite", "postgres"] as const)
  describe(kind, () => {
    beforeEach(async () => {
      if (kind === "postgres") path = await server.newDatabase();
    });

    test("openStore() keeps what was recorded", async () => {
      {
        await using store = await openStore(path);
        const run = await startRun(store, { definition, now: Date.UTC(2026, 4, 1, 10) });
        await finishRun(store, run, { status: "passed", now: Date.UTC(2026, 4, 1, 10, 1), result: { a: 1 } });
      }
      await using store = await openStore(path);
      const [record] = await listRuns(store);
      expect(record).toMatchObject({ status: "passed", name: "m", error: null });
      expect(record?.id).toMatch(/^20260501-100000-[0-9a-f]{6}$/);
      expect(await findRun(store, "20260501")).toMatchObject({ result: { a: 1 }, definition });
    });

    test("openStore() says that a store from a newer Airworthy is unusable", async () => {
      {
        await using store = await openStore(path);
        await sql`INSERT INTO kysely_migration VALUES ('999-future', '2030-01-01')`.execute(store.db);
      }
      await expect(openStore(path)).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
    });

    test("openStore() makes one schema where several begin at once", async () => {
      const versions = async () => {
        await using store = await openStore(path);
        const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(store.db);
        return rows.map(({ name }) => name).toSorted();
      };
      const [first, ...others] = await Promise.all([versions(), versions(), versions(), versions()]);
      expect(first).toContain("003-live");
      for (const other of others) expect(other).toEqual(first);
    });

    test("openStore() reads places and times as numbers", async () => {
      await using store = await openStore(path);
      await store.db
        .updateTable("log_position")
        .set({ seq: 2 ** 52 })
        .execute();
      const row = await store.db.selectFrom("log_position").selectAll().executeTakeFirst();
      expect(row).toEqual({ id: 1, seq: 2 ** 52, erased_seq: 0 });
    });

    test("startRun() records no password", async () => {
      await using store = await openStore(path);
      const source = { kind: "postgres", url: "postgres://ada:s3cret@db.example/shop", from: "visits" };
      const run = await startRun(store, {
        definition: { ...definition, events: { source } } as never,
        now: 1,
      });
      const { definition: kept } = await findRun(store, run);
      expect(JSON.stringify(kept)).toContain("db.example/shop");
      expect(JSON.stringify(kept)).not.toContain("s3cret");
    });

    test("listRuns() shows a run whose process is gone as interrupted", async () => {
      await using store = await openStore(path);
      const mine = await startRun(store, { definition, now: 2 });
      const dead = await startRun(store, { definition, now: 1 });
      await store.db.updateTable("runs").set({ process_started: "boot:0" }).where("id", "=", dead).execute();
      expect((await listRuns(store)).map(({ id, status }) => [id, status])).toEqual([
        [mine, "running"],
        [dead, "interrupted"],
      ]);
    });

    test("findRun() wants one run", async () => {
      await using store = await openStore(path);
      await expect(findRun(store, "latest")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await startRun(store, { definition, now: Date.UTC(2026, 0, 1) });
      const last = await startRun(store, { definition, now: Date.UTC(2026, 0, 2) });
      await expect(findRun(store, "2026")).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await findRun(store, "latest")).toMatchObject({ id: last });
    });

    test("allotVersion() gives every caller another number, in one process or two connections", async () => {
      await using one = await openStore(path);
      await using two = await openStore(path);
      const versions = await Promise.all(
        Array.from({ length: 20 }, (_, index) => addVersion(index % 2 === 0 ? one : two)),
      );
      expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    test("allotVersion() passes over numbers whose directories exist", async () => {
      await using store = await openStore(path);
      expect(await addVersion(store, { takenUpTo: 6 })).toBe(7);
    });

    test("releaseVersion() gives up what was not built, and only that", async () => {
      await using store = await openStore(path);
      await addVersion(store);
      await addVersion(store, { ready: false });
      await releaseVersion(store, "m", 1);
      await releaseVersion(store, "m", 2);
      expect((await listVersions(store, "m")).map(({ version }) => version)).toEqual([1]);
      expect(await addVersion(store)).toBe(2);
    });

    test("interruptedVersions() finds versions whose run ended without them", async () => {
      await using store = await openStore(path);
      await addVersion(store, { ready: false });
      expect(await interruptedVersions(store, "m")).toEqual([]);
      await store.db.updateTable("runs").set({ process_started: "boot:0" }).execute();
      expect(await interruptedVersions(store, "m")).toEqual([1]);
    });

    test("changeAlias() moves the champion, leaves one alias a version, and says so in the audit", async () => {
      await using store = await openStore(path);
      for (let version = 1; version <= 3; version++) await addVersion(store);
      const give = (version: number, alias: "champion" | "challenger") =>
        changeAlias(store, { name: "m", version, now: 5, choose: () => alias });
      expect(await give(1, "champion")).toBe("champion");
      expect(await give(2, "challenger")).toBe("challenger");
      expect(await give(2, "champion")).toBe("champion");
      expect(await listAliases(store, "m")).toEqual({ champion: 2 });
      expect(await give(2, "challenger")).toBe("champion");
      expect(await findVersion(store, "m", "champion")).toMatchObject({ version: 2, threshold: 0.5 });
      expect(await findVersion(store, "m", "challenger")).toBeNull();
      const audit = await store.db.selectFrom("audit").select("details").execute();
      expect(audit.map(({ details }) => JSON.parse(details))).toContainEqual({
        alias: "champion",
        version: 2,
        championBefore: 1,
        by: "run",
      });
    });
  });
