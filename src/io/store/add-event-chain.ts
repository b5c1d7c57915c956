/** How an entity's events are found in SQLite without an index by entity, which is most of what an append writes. */
import { type Kysely, sql } from "kysely";

export async function addEventChain(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("event_links")
    .addColumn("seq", "integer", (column) => column.primaryKey())
    .addColumn("previous", "integer", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("entity_heads")
    .addColumn("entity", "text", (column) => column.primaryKey().notNull())
    .addColumn("seq", "integer", (column) => column.notNull())
    .modifyEnd(sql`WITHOUT ROWID`)
    .execute();
  await db.schema
    .createTable("heads_position")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("seq", "integer", (column) => column.notNull())
    .execute();
  await sql`INSERT INTO event_links (seq, previous)
    SELECT seq, coalesce(lag(seq) OVER (PARTITION BY entity ORDER BY seq), 0) FROM events ORDER BY seq`.execute(
    db,
  );
  await sql`INSERT INTO entity_heads (entity, seq) SELECT entity, max(seq) FROM events GROUP BY entity`.execute(
    db,
  );
  await sql`INSERT INTO heads_position (id, seq) SELECT id, seq FROM log_position`.execute(db);
  await db.schema.dropIndex("events_entity").execute();
}
