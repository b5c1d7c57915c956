/** What is kept in memory of where each entity's latest event is, against a look at every row. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Random, seededRandom } from "../../core/random.ts";
import { openStore } from "../store/index.ts";
import { openDatabase } from "../store/sqlite-database.ts";
import type { Position } from "./decide-append.ts";
import { EntityHeads } from "./entity-heads.ts";
import { all, event } from "./entries.test-support.ts";
import { placesBetweenHeads } from "./event-chain.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { prepareStatements, type Statements } from "./sqlite-statements.ts";

let directory: string;
let stores = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "airworthy-heads-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function newStore(): Promise<string> {
  const path = join(directory, `${stores++}.sqlite`);
  await (await openStore(path))[Symbol.asyncDispose]();
  return path;
}

/** Some come often, most are rare. */
function someEntities(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => `u${random.below(random.below(2) === 0 ? 5 : 400)}`);
}

class Writer {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #heads: EntityHeads;

  constructor(path: string, capacity: number) {
    this.#database = openDatabase(path);
    this.#database.exec("PRAGMA synchronous = OFF");
    this.#sql = prepareStatements(this.#database);
    this.#heads = new EntityHeads(this.#sql, { capacity });
  }

  /** Appends an event of each and tells whether all were where the rows say; of an older Airworthy, which keeps no heads. */
  append(entities: readonly string[], { end = "COMMIT", isOlder = false } = {}): boolean {
    this.#database.exec("BEGIN IMMEDIATE");
    const isRight = isOlder || this.#isRight(entities);
    let { seq } = this.#position();
    for (const entity of entities) {
      this.#sql.addEvent.run(++seq, null, entity, 0, 0, "{}");
      if (!isOlder) this.#heads.move(entity, seq);
    }
    this.#sql.movePosition.run(seq);
    if (!isOlder) this.#heads.reach(seq);
    this.#database.exec(end);
    if (end === "ROLLBACK") this.#heads.forget();
    return isRight;
  }

  read(entities: readonly string[]): boolean {
    this.#database.exec("BEGIN");
    const isRight = this.#isRight(entities);
    this.#database.exec("COMMIT");
    return isRight;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #isRight(entities: readonly string[]): boolean {
    this.#heads.meet(entities, this.#position());
    const latest = this.#database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM events WHERE entity = ?");
    const placeOf = (entity: string) => Object.values(latest.get(entity) ?? {})[0];
    return entities.every((entity) => placeOf(entity) === this.#heads.placeOf(entity));
  }

  #position(): Position {
    return this.#sql.position.get() as unknown as Position;
  }
}

test.each([0, 20, 10_000])(
  "placeOf() is where the rows say, with room for %i entities, whoever wrote, and after what was rolled back",
  async (capacity) => {
    const path = await newStore();
    const random = seededRandom(capacity + 1);
    using one = new Writer(path, capacity);
    using two = new Writer(path, capacity);
    using older = new Writer(path, capacity);
    for (let written = 0; written < 6 * placesBetweenHeads; ) {
      const writer = random.below(2) === 0 ? one : two;
      const entities = someEntities(random, 1 + random.below(120));
      const end = random.below(10) === 0 ? "ROLLBACK" : "COMMIT";
      expect(writer.append(entities, { end })).toBe(true);
      expect(writer.read(someEntities(random, 60))).toBe(true);
      if (random.below(8) === 0) older.append(someEntities(random, 90), { isOlder: true });
      written += entities.length;
    }
  },
);

test("placeOf() is where the rows say after more was appended elsewhere than could be followed", async () => {
  const path = await newStore();
  const random = seededRandom(3);
  using one = new Writer(path, 10_000);
  using two = new Writer(path, 10_000);
  const entities = someEntities(random, 50);
  expect(one.append(entities)).toBe(true);
  for (let round = 0; round < 20; round += 1) two.append(someEntities(random, placesBetweenHeads));
  expect(one.read(entities)).toBe(true);
  expect(one.append(entities)).toBe(true);
});

test("append() knows nothing of what failed with another of its group", async () => {
  const path = await newStore();
  const [database, other] = [openDatabase(path), openDatabase(path)];
  database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON events WHEN NEW.entity = 'refused'
    BEGIN SELECT RAISE(ABORT, 'refused'); END`);
  const log = new SqliteLog(database);
  const append = (entity: string) => [[event(null, entity)], { seen: all, now: 1 }] as const;
  log.append([append("u")]);
  expect(() => log.append([append("u"), append("refused")])).toThrow("refused");
  database.exec("ROLLBACK");
  new SqliteLog(other).append([append("v"), append("v")]);
  log.append([append("u")]);
  const links = database.prepare("SELECT previous FROM event_links ORDER BY seq").all();
  expect(links.map(({ previous }) => previous)).toEqual([0, 0, 2, 1]);
  for (const one of [database, other]) one.close();
});
