/** What people said of predictions beside labels, how far labels were pulled, and the index by which new reports are counted. */
import type { Kysely } from "kysely";

export async function addLabelReviews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("label_reviews")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("prediction_id", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("who", "text", (column) => column.notNull())
    .addColumn("note", "text", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("label_reviews_prediction")
    .on("label_reviews")
    .columns(["prediction_id", "at"])
    .execute();
  await db.schema
    .createTable("label_pulls")
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("up_to", "bigint")
    .addColumn("pulled_at", "bigint", (column) => column.notNull())
    .addColumn("outcome", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("label_pulls_key", ["model", "source"])
    .execute();
  await db.schema.createIndex("feedback_received").on("feedback").column("received_at").execute();
}
