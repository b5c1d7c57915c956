/** The tables of the monitors' profiles, and of how far the log is rolled up into them. */
import { type Kysely, sql } from "kysely";

export async function addProfiles(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("profiles")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("level", "text", (column) => column.notNull())
    .addColumn("start", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("profiles_key", ["model", "version", "level", "kind", "start", "source"])
    .execute();
  await db.schema.createIndex("profiles_start").on("profiles").columns(["level", "start"]).execute();
  await db.schema
    .createTable("roll_up")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("rolled_to", "bigint", (column) => column.notNull())
    .addColumn("minutes_from", "bigint", (column) => column.notNull())
    .addColumn("hours_from", "bigint", (column) => column.notNull())
    .addColumn("days_from", "bigint", (column) => column.notNull())
    .execute();
  await sql`INSERT INTO roll_up (id, holder, seq, rolled_to, minutes_from, hours_from, days_from)
    VALUES (1, '', 0, 0, 0, 0, 0)`.execute(db);
  await db.schema
    .createTable("roll_up_due")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("level", "text", (column) => column.notNull())
    .addColumn("start", "bigint", (column) => column.notNull())
    .addColumn("mark", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("roll_up_due_key", ["model", "version", "level", "start"])
    .execute();
}
