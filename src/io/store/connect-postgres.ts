import { Kysely, sql } from "kysely";
import { migrate } from "./migrate.ts";
import { SerialPostgresDialect } from "./postgres-dialect.ts";
import { openPool } from "./postgres-pool.ts";
import type { StoreSchema } from "./schema.ts";

/** The database at `url` with its schema up to date; PostgreSQL's own errors, and STORE_UNUSABLE where it is away. */
export async function connectPostgres(url: string): Promise<Kysely<StoreSchema>> {
  const db = new Kysely<StoreSchema>({ dialect: new SerialPostgresDialect(openPool(url), url) });
  try {
    await requireEncoding(db);
    await migrate(db, { kind: "postgres", current: await schemaVersion(db) });
    return db;
  } catch (cause) {
    await db.destroy();
    throw cause;
  }
}

/** Keys and bodies are any text; a server whose encoding lacks a character would refuse it in the middle of an append. */
async function requireEncoding(db: Kysely<StoreSchema>): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`SHOW server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding ?? "";
  if (encoding !== "UTF8" && encoding !== "SQL_ASCII")
    throw new Error(`the database's encoding is ${encoding}, wanted UTF8`);
}

async function schemaVersion(db: Kysely<StoreSchema>): Promise<string | null> {
  const tables = await sql`SELECT 1 WHERE to_regclass('kysely_migration') IS NOT NULL`.execute(db);
  if (tables.rows.length === 0) return null;
  const { rows } = await sql<{ name: string | null }>`SELECT max(name) AS name FROM kysely_migration`.execute(
    db,
  );
  return rows[0]?.name ?? null;
}
