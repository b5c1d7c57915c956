/** What each thing that a person said of a label stood on, so that it can be taken back: the label, what was said before, and which act an act undoes. */
import type { Kysely } from "kysely";

export async function addLabelActs(db: Kysely<unknown>): Promise<void> {
  for (const column of ["label", "said_before", "undoes"])
    await db.schema.alterTable("label_reviews").addColumn(column, "text").execute();
  await db.schema.createIndex("label_reviews_at").on("label_reviews").columns(["at", "id"]).execute();
  await db.schema.createIndex("label_reviews_undoes").on("label_reviews").column("undoes").execute();
}
