/** The tables of alerts, of what happened to them, of silences, and of who does a job that only one may do. */
import type { Kysely } from "kysely";

export async function addAlerts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("alerts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("monitor", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("revision", "integer", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("declared", "text", (column) => column.notNull())
    .addColumn("updated_at", "bigint", (column) => column.notNull())
    .addUniqueConstraint("alerts_subject", ["model", "monitor", "subject"])
    .execute();
  await db.schema
    .createTable("alert_entries")
    .addColumn("seq", "bigint", (column) => column.primaryKey())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("alert_id", "text", (column) => column.notNull().references("alerts.id"))
    .addColumn("firing", "integer", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("recorded_at", "bigint", (column) => column.notNull())
    .addColumn("change", "text", (column) => column.notNull())
    .addColumn("phase", "text", (column) => column.notNull())
    .addColumn("reading", "text")
    .addColumn("bound", "double precision")
    .addColumn("who", "text")
    .addColumn("note", "text")
    .execute();
  await db.schema
    .createIndex("alert_entries_alert")
    .on("alert_entries")
    .columns(["alert_id", "seq"])
    .execute();
  await addSilences(db);
  await db.schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("taken_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
}

async function addSilences(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("silences")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("alert_id", "text")
    .addColumn("monitor", "text")
    .addColumn("begins_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .addColumn("who", "text", (column) => column.notNull())
    .addColumn("note", "text", (column) => column.notNull())
    .execute();
}
