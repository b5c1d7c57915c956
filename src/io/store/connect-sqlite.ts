import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Kysely } from "kysely";
import { migrate } from "./migrate.ts";
import type { StoreSchema } from "./schema.ts";
import { openDatabase, schemaVersion } from "./sqlite-database.ts";
import { NodeSqliteDialect } from "./sqlite-dialect.ts";

/** Opens the file at `path`, made where there is none, with its schema up to date; SQLite's own errors. */
export async function connectSqlite(path: string): Promise<Kysely<StoreSchema>> {
  await mkdir(dirname(path), { recursive: true });
  const database = openDatabase(path);
  try {
    const db = new Kysely<StoreSchema>({ dialect: new NodeSqliteDialect(database) });
    await migrate(db, { kind: "sqlite", current: schemaVersion(database) });
    return db;
  } catch (cause) {
    if (database.isOpen) database.close();
    throw cause;
  }
}
