/** The tables of what is known of labels beside the log; times are epoch milliseconds. */

export const reviewKinds = ["wrong", "skipped", "settled"] as const;
export type ReviewKind = (typeof reviewKinds)[number];

export interface LabelReviewTable {
  readonly id: string;
  /** Of the prediction, or of its event where no prediction is known. */
  readonly prediction_id: string;
  readonly kind: ReviewKind;
  readonly at: number;
  readonly who: string;
  readonly note: string;
}

/** How far the labels of a table of the application's were taken: one row a source. */
export interface LabelPullTable {
  readonly model: string;
  readonly source: string;
  /** The newest known time that was taken; null where the table has none. */
  readonly up_to: number | null;
  readonly pulled_at: number;
  /** JSON text: the counts, or why it failed. */
  readonly outcome: string;
}

export interface LabelReviewSchema {
  label_reviews: LabelReviewTable;
  label_pulls: LabelPullTable;
}
