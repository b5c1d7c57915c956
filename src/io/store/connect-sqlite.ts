import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { loadSqlite } from "./load-sqlite.ts";
import { migrate } from "./migrate.ts";
import type { StoreSchema } from "./schema.ts";
import { NodeSqliteDialect } from "./sqlite-dialect.ts";

/** Opens the file at `path`, made where there is none, with its schema up to date; SQLite's own errors. */
export async function connectSqlite(path: string): Promise<Kysely<StoreSchema>> {
  await mkdir(dirname(path), { recursive: true });
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA foreign_keys = ON");
    const db = new Kysely<StoreSchema>({ dialect: new NodeSqliteDialect(database) });
    await migrate(db, { kind: "sqlite", current: schemaVersion(database) });
    return db;
  } catch (cause) {
    if (database.isOpen) database.close();
    throw cause;
  }
}

/** The last migration that the file has seen; null in a new one. Reads one row, where the migrator reads the whole schema. */
function schemaVersion(database: DatabaseSync): string | null {
  const table = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'")
    .get();
  if (table === undefined) return null;
  const row = database.prepare("SELECT max(name) AS name FROM kysely_migration").get();
  return (row as { name: string | null }).name;
}
