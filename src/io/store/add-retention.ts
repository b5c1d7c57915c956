/** What retention must remember: how far the log was cut, and whose past is not whole any more. */
import { type Kysely, sql } from "kysely";

export async function addRetention(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("log_retention")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("predictions_from", "bigint", (column) => column.notNull())
    .addColumn("learned_seq", "bigint", (column) => column.notNull())
    .addColumn("learned_key", "text")
    .addColumn("done_at", "bigint")
    .addColumn("done", "text")
    .execute();
  await sql`INSERT INTO log_retention (id, predictions_from, learned_seq) VALUES (1, 0, 0)`.execute(db);
  await db.schema
    .createTable("event_removals")
    .addColumn("entity", "text", (column) => column.primaryKey())
    .addColumn("removed_to", "bigint", (column) => column.notNull())
    .execute();
}

export async function addEventsCut(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("log_retention")
    .addColumn("events_from", "bigint", (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`UPDATE log_retention SET events_from =
    coalesce((SELECT max(removed_to) / 1000 + 1 FROM event_removals), 0)`.execute(db);
}
