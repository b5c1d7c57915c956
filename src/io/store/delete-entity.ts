/** Erasing what is known of one entity, so that not even the file's free space holds it. */
import type { Kysely, Transaction } from "kysely";
import { AirworthyError } from "../../core/error.ts";
import type { Key } from "../event-log/event-log.ts";
import { type ErasureMarks, recordErasure } from "./erasures.ts";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

export interface Erased {
  readonly events: number;
  readonly predictions: number;
  readonly feedback: number;
  readonly states: number;
}

export interface DeleteEntityOptions {
  /** Epoch milliseconds. */
  readonly now: number;
  /** What learned from the entity, for the record. */
  readonly marks: ErasureMarks;
}

/**
 * Erases the events, predictions, feedback and states of `entity` for good. Servers that run forget what they know of
 * every entity at their next look into the log. A file is written anew as a whole: that takes time and free space in
 * proportion to its size. In PostgreSQL, copies that the server keeps for recovery live as long as its own settings
 * say. That it was done is kept with the deletion, in one transaction. STORE_UNUSABLE where a reader kept the erased bytes from being overwritten: run it again.
 */
export async function deleteEntity(
  { db, kind }: Store,
  entity: Key,
  { now, marks }: DeleteEntityOptions,
): Promise<Erased> {
  const erased = await db.transaction().execute(async (tx) => {
    // What was read or decided before this place is void: see the log's position.
    await tx
      .updateTable("log_position")
      .set(({ eb }) => ({ seq: eb("seq", "+", 1), erased_seq: eb("seq", "+", 1) }))
      .execute();
    await deleteReviews(tx, entity);
    const feedback = await deleteFeedback(tx, entity);
    if (kind === "sqlite") await deleteChain(tx, entity);
    const counts = {
      feedback,
      events: await deleteFrom(tx, "events", entity),
      predictions: await deleteFrom(tx, "predictions", entity),
      states: await deleteFrom(tx, "entity_states", entity),
    };
    await tx.deleteFrom("event_removals").where("entity", "=", entity).execute();
    await recordErasure(tx, { entity, at: now, counts, marks });
    return counts;
  });
  await overwrite[kind](db);
  return erased;
}

async function deleteFrom(
  tx: Transaction<StoreSchema>,
  table: "events" | "predictions" | "entity_states",
  entity: Key,
): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom(table).where("entity", "=", entity).executeTakeFirst();
  return Number(numDeletedRows);
}

/** Where its events are. */
async function deleteChain(tx: Transaction<StoreSchema>, entity: Key): Promise<void> {
  const { sql } = await kysely();
  await sql`DELETE FROM event_links WHERE seq IN (SELECT seq FROM events WHERE entity = ${entity})`.execute(
    tx,
  );
  await sql`DELETE FROM entity_heads WHERE entity = ${entity}`.execute(tx);
}

/** What people noted of the entity's predictions, or of its events. */
async function deleteReviews(tx: Transaction<StoreSchema>, entity: Key): Promise<void> {
  await tx
    .deleteFrom("label_reviews")
    .where(({ eb, or, selectFrom }) => {
      const predictions = selectFrom("predictions").where("entity", "=", entity);
      const events = selectFrom("events").where("entity", "=", entity);
      return or([
        eb("prediction_id", "in", predictions.select("id")),
        eb(
          "prediction_id",
          "in",
          predictions.select("event_id").where("event_id", "is not", null).$castTo<{ event_id: string }>(),
        ),
        eb("prediction_id", "in", events.select("id").where("id", "is not", null).$castTo<{ id: string }>()),
      ]);
    })
    .execute();
}

/** Feedback names an entity only through its prediction or its event. */
async function deleteFeedback(tx: Transaction<StoreSchema>, entity: Key): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("feedback")
    .where(({ eb, or, selectFrom }) => {
      const predictions = selectFrom("predictions").where("entity", "=", entity);
      const events = selectFrom("events").where("entity", "=", entity);
      return or([
        eb("entity", "=", entity),
        eb("prediction_id", "in", predictions.select("id")),
        eb("event_id", "in", predictions.select("event_id").where("event_id", "is not", null)),
        eb("event_id", "in", events.select("id").where("id", "is not", null)),
      ]);
    })
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Loaded when something is erased, and not by everything that imports the store. */
const kysely = () => import("kysely");

const overwrite = {
  /**
   * Writes the whole file anew, and cuts the write-ahead log. SQLite's `secure_delete` is not enough: it zeroes a row
   * where it lies, and not the copies that earlier moves between pages left behind.
   */
  async sqlite(db: Kysely<StoreSchema>): Promise<void> {
    const { sql } = await kysely();
    await sql`VACUUM`.execute(db);
    const { rows } = await sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
    if (rows[0]?.busy === 0) return;
    throw new AirworthyError(
      "STORE_UNUSABLE",
      "The entity is erased, but a reader kept its old bytes in the write-ahead log from being overwritten; run it again.",
    );
  },
  /** Frees the space of deleted rows for others to overwrite. */
  async postgres(db: Kysely<StoreSchema>): Promise<void> {
    const { sql } = await kysely();
    await db.connection().execute(async (one) => {
      await sql`SET statement_timeout = 0`.execute(one);
      await sql`VACUUM events, predictions, feedback, label_reviews, entity_states, event_removals`.execute(
        one,
      );
      await sql`RESET statement_timeout`.execute(one);
    });
  },
} as const;
