/** The tables of rollouts, of what happened to them, and of the processes that follow them. */
import type { Kysely } from "kysely";

export async function addRollouts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("rollouts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("champion", "integer", (column) => column.notNull())
    .addColumn("mode", "text", (column) => column.notNull())
    .addColumn("share", "double precision", (column) => column.notNull())
    .addColumn("step", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("step_since", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("who", "text", (column) => column.notNull())
    .addColumn("plan", "text", (column) => column.notNull())
    .addColumn("told_at", "bigint")
    .execute();
  await db.schema
    .createIndex("rollouts_one_running")
    .unique()
    .on("rollouts")
    .column("model")
    .where("state" as never, "=", "running")
    .execute();
  await db.schema
    .createTable("rollout_entries")
    .addColumn("rollout_id", "text", (column) => column.notNull().references("rollouts.id"))
    .addColumn("seq", "integer", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("change", "text", (column) => column.notNull())
    .addColumn("mode", "text", (column) => column.notNull())
    .addColumn("share", "double precision", (column) => column.notNull())
    .addColumn("step", "integer", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("checks", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("rollout_entries_key", ["rollout_id", "seq"])
    .execute();
  await db.schema
    .createTable("rollout_servers")
    .addColumn("rollout_id", "text", (column) => column.notNull())
    .addColumn("server", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("why", "text")
    .addColumn("at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("rollout_servers_key", ["rollout_id", "server"])
    .execute();
}
