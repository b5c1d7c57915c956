/** What SQLite keeps of where an entity's events are, against a look at every row. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Random, seededRandom } from "../../core/random.ts";
import { deleteEntity, eventPages, openStore, retainEvents } from "../store/index.ts";
import { loadSqlite } from "../store/load-sqlite.ts";
import { migrationsOf } from "../store/migrations.ts";
import { openDatabase } from "../store/sqlite-database.ts";
import { NodeSqliteDialect } from "../store/sqlite-dialect.ts";
import { all, event, put } from "./entries.test-support.ts";
import { placesBetweenHeads } from "./event-chain.ts";
import { type EventLog, openEventLog } from "./index.ts";

let directory: string;
let stores = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-chain-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const newPath = () => join(directory, `${stores++}.sqlite`);
const entities = ["", "a", "b", "rare", 'é "quoted"'];

/** Places of each entity's events, by looking at every row. */
function rowsOf(path: string): Map<string, number[]> {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  const rows = database.prepare("SELECT seq, +entity AS entity FROM events ORDER BY seq").all();
  database.close();
  const found = new Map(entities.map((entity) => [entity, [] as number[]]));
  for (const { seq, entity } of rows) found.get(String(entity))?.push(Number(seq));
  return found;
}

async function historiesOf(log: EventLog): Promise<Map<string, number[]>> {
  const { histories } = await log.read({ after: all, cold: entities, plan: "p" });
  return new Map(histories.map(({ entity, facts }) => [entity, facts.map(({ seq }) => seq)]));
}

async function pagesOf(path: string): Promise<number[]> {
  await using store = await openStore(path);
  const places: number[] = [];
  const wanted = ["a", "", "nobody"];
  for await (const page of eventPages(store, wanted, { upTo: all, pageSize: 100 }))
    places.push(...page.map(({ seq }) => seq));
  return places;
}

function some(random: Random, count: number) {
  return Array.from({ length: count }, () => {
    const entity = random.below(200) === 0 ? "rare" : (["", "a", "b", 'é "quoted"'][random.below(4)] ?? "");
    return event(null, entity, random.below(1_000));
  });
}

async function expectAll(path: string, log: EventLog): Promise<void> {
  const rows = rowsOf(path);
  expect(await historiesOf(log)).toEqual(rows);
  const wanted = [...(rows.get("a") ?? []), ...(rows.get("") ?? [])];
  expect(await pagesOf(path)).toEqual(wanted.sort((one, other) => one - other));
}

test("read() finds each entity's events in a log of several writers, however far back they lie", async () => {
  const path = newPath();
  const random = seededRandom(5);
  await using one = await openEventLog(path);
  await using other = await openEventLog(path);
  for (let written = 0; written < 3.5 * placesBetweenHeads; ) {
    const rows = some(random, 1 + random.below(300));
    await put(random.below(2) === 0 ? one : other, rows);
    written += rows.length;
    if (random.below(4) === 0) await expectAll(path, random.below(2) === 0 ? one : other);
  }
  await expectAll(path, one);
  const after = (await historiesOf(one)).get("a")?.at(-5) ?? 0;
  await one.saveSnapshots("p", [{ entity: "a", seq: after, state: "{}" }]);
  expect((await historiesOf(other)).get("a")).toEqual(rowsOf(path).get("a")?.slice(-4));
  await using third = await openEventLog(path);
  expect((await historiesOf(third)).get("b")).toEqual(rowsOf(path).get("b"));
});

test("append() is stale by an event that lies far back as by one just now", async () => {
  await using log = await openEventLog(newPath());
  const { last: seen } = await put(log, [event("first", "rare")]);
  await put(log, [event("second", "rare")]);
  const random = seededRandom(6);
  const others = () => some(random, 400).filter(({ entity }) => entity !== "rare");
  for (let written = 0; written < 2 * placesBetweenHeads; written += 350) {
    expect(await log.append([event(null, "rare")], { seen, now: 1 })).toEqual({ status: "stale" });
    expect(await log.append([event(null, `new ${written}`)], { seen, now: 1 })).toMatchObject({
      status: "appended",
    });
    await put(log, others());
  }
});

test("events that an older Airworthy wrote, which knew no links, are found as the others", async () => {
  const path = newPath();
  const random = seededRandom(7);
  await using log = await openEventLog(path);
  const { DatabaseSync } = loadSqlite();
  const older = new DatabaseSync(path);
  older.exec("PRAGMA busy_timeout = 5000");
  for (let round = 0; round < 12; round += 1) {
    await put(log, some(random, 150));
    older.exec("BEGIN IMMEDIATE");
    let { seq } = older.prepare("SELECT seq FROM log_position").get() as { seq: number };
    for (const { entity, time, body } of some(random, 60))
      older
        .prepare("INSERT INTO events (seq, id, entity, time, received_at, body) VALUES (?, NULL, ?, ?, 1, ?)")
        .run(++seq, entity, time, body);
    older.prepare("UPDATE log_position SET seq = ?").run(seq);
    older.exec("COMMIT");
    await expectAll(path, log);
  }
  older.close();
});

test("events are found when others were removed by age or erased, and nothing is kept of whom none is left", async () => {
  const path = newPath();
  const random = seededRandom(8);
  await using log = await openEventLog(path);
  await using store = await openStore(path);
  const day = 86_400_000;
  await put(log, [{ ...event(null, "gone"), time: 0 }], 1);
  for (let round = 0; round < 10; round += 1) {
    const rows = some(random, 300).map((row) => ({ ...row, time: random.below(20) * day * 1_000 }));
    await put(log, rows, round * day);
  }
  const noMarks = { model: "m", snapshots: [], versions: [], unknown: [] };
  const free = { learnedSeq: null, plans: [], cover: async () => {}, isDryRun: false };
  const { signal } = new AbortController();
  for (const before of [4, 6]) {
    const removed = await retainEvents(store, { ...free, before: before * day, signal, step: 100 });
    expect(removed).toBeGreaterThan(100);
    await expectAll(path, log);
    await put(log, some(random, 50), 10 * day);
    await expectAll(path, log);
  }
  await deleteEntity(store, "b", { now: 1, marks: noMarks });
  await expectAll(path, log);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  const kept = database.prepare("SELECT entity FROM entity_heads ORDER BY 1").all();
  expect(kept.map(({ entity }) => entity)).toEqual(entities.filter((entity) => entity !== "b"));
  const unlinked = database.prepare("SELECT count(*) AS count FROM event_links WHERE seq < ?");
  const [oldest = 0] = [...rowsOf(path).values()].flat().sort((one, other) => one - other);
  expect(Number(unlinked.get(oldest)?.count)).toBeLessThan(100);
  database.close();
});

test("a store from before there were links has them of all its events once it is opened", async () => {
  const path = newPath();
  const before = Object.entries(migrationsOf("sqlite")).filter(([name]) => name < "016");
  {
    const db = new Kysely<unknown>({ dialect: new NodeSqliteDialect(openDatabase(path)) });
    const provider = { getMigrations: async () => Object.fromEntries(before) };
    expect((await new Migrator({ db, provider }).migrateToLatest()).error).toBeUndefined();
    const rows = some(seededRandom(9), 500);
    for (const [at, { entity, time, body }] of rows.entries())
      await sql`INSERT INTO events VALUES (${2 * at + 1}, NULL, ${entity}, ${time}, 1, ${body})`.execute(db);
    await sql`UPDATE log_position SET seq = ${2 * rows.length}`.execute(db);
    await db.destroy();
  }
  await using log = await openEventLog(path);
  await expectAll(path, log);
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  const unlinked = "SELECT count(*) AS count FROM events WHERE seq NOT IN (SELECT seq FROM event_links)";
  expect(database.prepare(unlinked).get()).toEqual({ count: 0 });
  database.close();
  await put(log, some(seededRandom(10), 100));
  await expectAll(path, log);
});
