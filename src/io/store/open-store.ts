/** The operational store: runs and the registry. Durable (WAL, full sync); a broken file is said, not repaired unasked. */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { AirworthyError } from "../../core/error.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { migrationsOf } from "./migrations.ts";
import type { StoreSchema } from "./schema.ts";
import { NodeSqliteDialect } from "./sqlite-dialect.ts";

export interface Store extends AsyncDisposable {
  readonly db: Kysely<StoreSchema>;
}

/** Opens the store at `path`, making it or bringing its schema up to date; STORE_UNUSABLE where that fails. */
export async function openStore(path: string): Promise<Store> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const { DatabaseSync } = loadSqlite();
    const database = new DatabaseSync(path);
    try {
      database.exec("PRAGMA busy_timeout = 5000");
      database.exec("PRAGMA journal_mode = WAL");
      database.exec("PRAGMA synchronous = FULL");
      database.exec("PRAGMA foreign_keys = ON");
      const db = new Kysely<StoreSchema>({ dialect: new NodeSqliteDialect(database) });
      await migrate(db, schemaVersion(database));
      return { db, [Symbol.asyncDispose]: () => db.destroy() };
    } catch (cause) {
      if (database.isOpen) database.close();
      throw cause;
    }
  } catch (cause) {
    throw storeFailure(cause, path);
  }
}

/** `cause` as STORE_UNUSABLE, unless it is an {@link AirworthyError} already. */
export function storeFailure(cause: unknown, path: string): unknown {
  if (cause instanceof AirworthyError || !(cause instanceof Error)) return cause;
  return new AirworthyError("STORE_UNUSABLE", `Cannot use the store ${path}: ${cause.message}.`, {
    cause,
    details: { path },
  });
}

interface Readable {
  prepare(sql: string): { get(): unknown };
}

/** The last migration that the file has seen; null in a new one. Reads one row, where the migrator reads the whole schema. */
function schemaVersion(database: Readable): string | null {
  const table = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'")
    .get();
  if (table === undefined) return null;
  const row = database.prepare("SELECT max(name) AS name FROM kysely_migration").get();
  return (row as { name: string | null }).name;
}

async function migrate(db: Kysely<StoreSchema>, current: string | null): Promise<void> {
  const migrations = migrationsOf("sqlite");
  if (current === Object.keys(migrations).at(-1)) return;
  const provider = { getMigrations: async () => ({ ...migrations }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
