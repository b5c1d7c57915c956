/** The tables of the outbox. */
import type { Kysely } from "kysely";
import type { DatabaseKind } from "./add-live.ts";

const placeTypes = { sqlite: "integer", postgres: "bigint" } as const;

export async function addOutbox(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await db.schema
    .createTable("notices")
    .addColumn("seq", placeTypes[kind], (column) => column.primaryKey())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("alert_id", "text", (column) => column.notNull())
    .addColumn("severity", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("queued_at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("notices_alert").on("notices").columns(["model", "alert_id", "seq"]).execute();
  await addChannels(db);
  await addMessages(db);
}

async function addChannels(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("notify_channels")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("declared_at", "bigint", (column) => column.notNull())
    .addColumn("read_up_to", "bigint", (column) => column.notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("holder", "text")
    .addColumn("held_until", "bigint", (column) => column.notNull())
    .addColumn("failures", "integer", (column) => column.notNull())
    .addColumn("failing_since", "bigint")
    .addColumn("reported", "integer", (column) => column.notNull())
    .addColumn("next_at", "bigint", (column) => column.notNull())
    .addColumn("tried_at", "bigint")
    .addColumn("delivered_at", "bigint")
    .addColumn("delivered", "bigint", (column) => column.notNull())
    .addColumn("answer", "text")
    .addPrimaryKeyConstraint("notify_channels_key", ["model", "channel"])
    .execute();
  await db.schema
    .createTable("notify_told")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("alert_id", "text", (column) => column.notNull())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("notify_told_key", ["model", "channel", "alert_id"])
    .execute();
}

async function addMessages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("notify_messages")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("channel", "text", (column) => column.notNull())
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addColumn("severity", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("covers", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("notify_messages_channel")
    .on("notify_messages")
    .columns(["model", "channel", "status", "ended_at"])
    .execute();
}
