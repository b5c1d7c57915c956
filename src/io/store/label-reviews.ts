/** What people said of a prediction without telling its truth: that it is wrong, that they skip it, how they settled it. */
import { randomUUID } from "node:crypto";
import { type ActKind, actKinds } from "./label-review-schema.ts";
import type { Store } from "./open-store.ts";

export interface LabelReview {
  /** Of the prediction, or of its event where no prediction is known. */
  readonly predictionId: string;
  readonly kind: ActKind;
  /** Epoch milliseconds. */
  readonly at: number;
  /** "" where nobody says. */
  readonly who: string;
  readonly note: string;
}

/** Keeps what was said; all of it or nothing. */
export async function addLabelReviews({ db }: Store, reviews: readonly LabelReview[]): Promise<void> {
  if (reviews.length === 0) return;
  const rows = reviews.map(({ predictionId, ...rest }) => ({
    ...{ id: randomUUID(), prediction_id: predictionId, ...rest },
    ...{ label: null, said_before: null, undoes: null },
  }));
  await db.transaction().execute((tx) => tx.insertInto("label_reviews").values(rows).execute());
}

/** What was said of these predictions (some thousands of them) and not taken back, oldest first. */
export async function labelReviews({ db }: Store, predictionIds: readonly string[]): Promise<LabelReview[]> {
  if (predictionIds.length === 0) return [];
  const rows = await db
    .selectFrom("label_reviews")
    .select(["prediction_id as predictionId", "kind", "at", "who", "note"])
    .where("prediction_id", "in", [...predictionIds])
    .where("kind", "in", actKinds)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom("label_reviews as u").select("u.id").whereRef("u.undoes", "=", "label_reviews.id")),
      ),
    )
    .orderBy("at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as ActKind, at: Number(row.at) }));
}
