import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import type { DatabaseKind } from "./add-live.ts";
import { lastMigration } from "./migration-names.ts";
import { migrationsOf } from "./migrations.ts";
import type { StoreSchema } from "./schema.ts";

export interface MigrateOptions {
  readonly kind: DatabaseKind;
  /** The last migration that the database has seen; null in a new one. */
  readonly current: string | null;
}

/** Brings the schema up to date, where it is not; of several processes that do so at once, one does it. */
export async function migrate(db: Kysely<StoreSchema>, { kind, current }: MigrateOptions): Promise<void> {
  if (current === lastMigration) return;
  const provider = { getMigrations: async () => ({ ...migrationsOf(kind) }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
