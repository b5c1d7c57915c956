/** The tables of the event log. A place (`seq`) is the row's own number in SQLite, hence `integer`, which is 64 bits there. */
import { type Kysely, sql } from "kysely";

const placeTypes = { sqlite: "integer", postgres: "bigint" } as const;
export type DatabaseKind = keyof typeof placeTypes;

export async function addLive(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await addPosition(db);
  await addEvents(db, kind);
  await addPredictions(db, kind);
  await addFeedback(db, kind);
  await db.schema
    .createTable("entity_states")
    .addColumn("entity", "text", (column) => column.notNull())
    .addColumn("plan", "text", (column) => column.notNull())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("entity_states_key", ["entity", "plan"])
    .execute();
}

async function addPosition(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("log_position")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("erased_seq", "bigint", (column) => column.notNull())
    .execute();
  await sql`INSERT INTO log_position (id, seq, erased_seq) VALUES (1, 0, 0)`.execute(db);
}

async function addEvents(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await db.schema
    .createTable("events")
    .addColumn("seq", placeTypes[kind], (column) => column.primaryKey())
    .addColumn("id", "text")
    .addColumn("entity", "text", (column) => column.notNull())
    .addColumn("time", "bigint", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("events_id").unique().on("events").column("id").execute();
  await db.schema.createIndex("events_entity").on("events").columns(["entity", "seq"]).execute();
}

async function addPredictions(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await db.schema
    .createTable("predictions")
    .addColumn("seq", placeTypes[kind], (column) => column.primaryKey())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("event_id", "text")
    .addColumn("entity", "text", (column) => column.notNull())
    .addColumn("time", "bigint", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("predictions_id").unique().on("predictions").column("id").execute();
  await db.schema.createIndex("predictions_event").unique().on("predictions").column("event_id").execute();
  // Only erasing an entity asks by it, which writes a file anew as a whole, and a page that looks for one: a look through
  // 100,000 predictions takes it 50 ms, and with the index each of them took a third longer to append.
  if (kind === "postgres")
    await db.schema.createIndex("predictions_entity").on("predictions").columns(["entity", "seq"]).execute();
  await db.schema.createIndex("predictions_received").on("predictions").column("received_at").execute();
}

async function addFeedback(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await db.schema
    .createTable("feedback")
    .addColumn("seq", placeTypes[kind], (column) => column.primaryKey())
    .addColumn("prediction_id", "text")
    .addColumn("event_id", "text")
    .addColumn("label", "text", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("entity", "text")
    .addColumn("of_event", "text")
    .addColumn("effective_seq", "bigint")
    .addColumn("effective_at", "bigint")
    .execute();
  const indexes = {
    feedback_prediction: ["prediction_id", "seq"],
    feedback_event: ["event_id", "seq"],
    feedback_entity: ["entity", "effective_seq"],
    feedback_effective: ["effective_seq"],
  } as const;
  for (const [name, columns] of Object.entries(indexes))
    await db.schema
      .createIndex(name)
      .on("feedback")
      .columns([...columns])
      .execute();
}
