/** What every store promises of its jobs, asked of leases in SQLite and of the queue in PostgreSQL. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PostgresServer, password, startPostgres } from "../../../test/postgres/postgres-server.ts";
import { openStore, type Stand, type StandingJob, type Store, type Turn } from "./index.ts";
import type { StandOrder } from "./job-stand.test-support.ts";

let server: PostgresServer;
let directory: string;
let place: string;
let stores: Store[] = [];
const children: ChildProcess[] = [];
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server[Symbol.asyncDispose]());

/** The shortest that a store takes. */
const shortest = { sqlite: 1_000, postgres: 10_000 } as const;
const dayMs = 86_400_000;
const patience = { interval: 100, timeout: 60_000 };

async function openAll(count: number, where = place): Promise<readonly Store[]> {
  stores = await Promise.all(Array.from({ length: count }, () => openStore(where)));
  return stores;
}

async function standAll(count: number, job: StandingJob): Promise<readonly Stand[]> {
  return await Promise.all((await openAll(count)).map((store) => store.standReady(job)));
}

async function attempted(stand?: Stand, work: () => Promise<void> = async () => {}): Promise<boolean> {
  if (stand === undefined) throw new Error("wanted a stand");
  return (await stand.attempt(work)).isMine;
}

function dbOf(store: Store | undefined): Store["db"] {
  if (store === undefined) throw new Error("wanted a store");
  return store.db;
}

function startChild(order: Omit<StandOrder, "place">): ChildProcess {
  const child = fork(fileURLToPath(new URL("./job-stand.test-support.ts", import.meta.url)));
  children.push(child);
  child.send({ place, ...order });
  return child;
}

const suite = describe.each(["sqlite", "postgres"] as const);
suite("jobs in %s", (kind) => {
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "airworthy-jobs-"));
    place = kind === "sqlite" ? join(directory, "store.sqlite") : await server.newDatabase();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await Promise.all(stores.splice(0).map((store) => store[Symbol.asyncDispose]()));
    await rm(directory, { recursive: true, force: true });
  });

  /** Leases or jobs that somebody has or waits for. */
  async function underWay(): Promise<number> {
    const from = { sqlite: sql`leases`, postgres: sql`airworthy_jobs.job WHERE state <= 'active'` }[kind];
    const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${from}`.execute(dbOf(stores[0]));
    return Number(rows[0]?.n);
  }

  test("attempt() gives a job to one of three who ask at once, and again when it was done", async () => {
    const stands = await standAll(3, { name: "retention of a shop" });
    const { promise: end, resolve: finish } = Promise.withResolvers<void>();
    const turns: boolean[] = [];
    const all = stands.map((stand) => attempted(stand, () => end).then((isMine) => turns.push(isMine)));
    await expect.poll(() => turns).toEqual([false, false]);
    finish();
    await Promise.all(all);
    expect(turns).toEqual([false, false, true]);
    for (const stand of stands) expect(await attempted(stand)).toBe(true);
    expect(await underWay()).toBe(0);
  });

  test("attempt() gives a job of the clock to one of three who ask one after another", async () => {
    const stands = await standAll(3, { name: "monitors of a shop", everyMs: dayMs });
    const turns: Turn<string>[] = [];
    for (const stand of stands) turns.push(await stand.attempt(async () => "a round"));
    const holder = stands[0]?.holder;
    expect(turns).toEqual([
      { isMine: true, result: "a round" },
      { isMine: false, holder },
      { isMine: false, holder },
    ]);
  });

  test("attempt() throws what the work throws, and leaves the job to whoever is due the next time", async () => {
    const [first, second] = await standAll(2, { name: "retraining of a shop" });
    const failure = new Error("no label is mature");
    await expect(first?.attempt(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await underWay()).toBe(0);
    expect(await attempted(second)).toBe(true);
  });

  test("attempt() lets nothing pile up, however often others ask", async () => {
    const [first, second] = await standAll(2, { name: "labels of a shop from crm" });
    await first?.attempt(async () => {
      for (let ask = 0; ask < 20; ask += 1) expect(await attempted(second)).toBe(false);
      expect(await underWay()).toBe(1);
    });
    expect(await underWay()).toBe(0);
  });

  test("attempt() takes no job from a process that goes on, and takes it from one that was killed", async () => {
    const job = { name: "retraining of a shop", lastsMs: shortest[kind] };
    const [stand] = await standAll(1, job);
    const child = startChild({ job, forever: true });
    expect((await once(child, "message"))[0]).toBe("at work");
    const since = Date.now();
    const asked: boolean[] = [];
    const askOn = async () => {
      asked.push(await attempted(stand));
      return Date.now() - since;
    };
    await expect.poll(askOn, patience).toBeGreaterThan(1.2 * shortest[kind]);
    expect(new Set(asked)).toEqual(new Set([false]));
    child.kill("SIGKILL");
    await once(child, "exit");
    const killed = Date.now();
    await expect.poll(() => attempted(stand), patience).toBe(true);
    expect(Date.now() - killed).toBeGreaterThan(shortest[kind] / 2); // its last word was not so old
    expect(await underWay()).toBe(0);
  }, 120_000);

  test("a process that stands ready ends by itself when its store is closed", async () => {
    await openAll(1);
    const child = startChild({ job: { name: "retention of a shop" }, forever: false });
    const told: unknown[] = [];
    child.on("message", (message) => told.push(message));
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(told).toEqual(["at work", "done"]);
    const [store] = stores;
    const stand = await store?.standReady({ name: "retention of a shop" });
    expect(await attempted(stand)).toBe(true);
  });
});

describe("jobs in postgres alone", () => {
  beforeEach(async () => {
    place = await server.newDatabase();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store[Symbol.asyncDispose]()));
  });

  test("attempt() says STORE_UNUSABLE while the server is away, and goes on when it is back", async () => {
    const [before, stand] = await standAll(2, { name: "retention of a shop", lastsMs: shortest.postgres });
    const turn = await before?.attempt(async () => {
      await server.stop();
      await expect(attempted(stand)).rejects.toMatchObject({ code: "STORE_UNUSABLE" });
      return "done all the same";
    });
    expect(turn).toEqual({ isMine: true, result: "done all the same" });
    await server.start();
    await expect.poll(() => attempted(stand), patience).toBe(true); // nobody could tell that it was done
    expect(await attempted(before)).toBe(true);
  }, 120_000);

  test("standReady() says QUEUE_UNUSABLE where the role may make no schema, and takes one that its owner made", async () => {
    const owner = new Client({ connectionString: place });
    await owner.connect();
    await owner.query(
      `CREATE ROLE teller LOGIN PASSWORD '${password}'; GRANT CREATE ON SCHEMA public TO teller`,
    );
    const [store] = await openAll(1, place.replace("keeper", "teller"));
    const ready = () => store?.standReady({ name: "retention of a shop" });
    await expect(ready()).rejects.toMatchObject({
      code: "QUEUE_UNUSABLE",
      message: expect.stringMatching(
        /schema airworthy_jobs of postgres:\/\/127.*: permission denied for database/,
      ),
    });
    await owner.query("CREATE SCHEMA airworthy_jobs AUTHORIZATION teller");
    expect(await attempted(await ready())).toBe(true);
    await owner.end();
  });

  test("openStore() makes no queue for who only answers", async () => {
    const [store] = await openAll(1);
    const { rows } = await sql`SELECT 1 WHERE to_regnamespace('airworthy_jobs') IS NOT NULL`.execute(
      dbOf(store),
    );
    expect(rows).toEqual([]);
  });

  test("a job that was sent by one that died before it took it is done by the next, once", async () => {
    const [first, second] = await standAll(2, { name: "retention of a shop" });
    await attempted(first);
    const db = dbOf(stores[0]);
    await sql`UPDATE airworthy_jobs.job SET state = 'created', started_on = NULL, completed_on = NULL`.execute(
      db,
    );
    expect(await attempted(second)).toBe(true);
    const { rows } = await sql`SELECT state FROM airworthy_jobs.job`.execute(db);
    expect(rows).toEqual([{ state: "completed" }]);
  });
});
