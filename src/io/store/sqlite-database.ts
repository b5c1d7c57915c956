/** A SQLite file as every part of the store opens it: durable, and patient with another writer. */
import type { DatabaseSync } from "node:sqlite";
import { loadSqlite } from "./load-sqlite.ts";

const settings = { busy_timeout: 5_000, journal_mode: "WAL", synchronous: "FULL", foreign_keys: "ON" };

/** Opens the file at `path`, made where there is none; SQLite's own errors. */
export function openDatabase(path: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  try {
    for (const [name, value] of Object.entries(settings)) database.exec(`PRAGMA ${name} = ${value}`);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}

/** The last migration that the file has seen; null in a new one. Reads one row, where the migrator reads the whole schema. */
export function schemaVersion(database: DatabaseSync): string | null {
  const table = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'kysely_migration'")
    .get();
  if (table === undefined) return null;
  const row = database.prepare("SELECT max(name) AS name FROM kysely_migration").get();
  return (row as { name: string | null }).name;
}
