/** What a run tells while it works, in the order of its telling, and the index by which runs at work are found. */
import type { Kysely } from "kysely";
import type { DatabaseKind } from "./add-live.ts";

const placeTypes = { sqlite: "integer", postgres: "bigint" } as const;

export async function addRunJournal(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await db.schema
    .createTable("run_journal")
    .addColumn("place", placeTypes[kind], (column) => column.primaryKey())
    .addColumn("run_id", "text", (column) => column.notNull().references("runs.id").onDelete("cascade"))
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("run_journal_run").on("run_journal").columns(["run_id", "place"]).execute();
  await db.schema.createIndex("runs_status").on("runs").columns(["name", "status"]).execute();
}
