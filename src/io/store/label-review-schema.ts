/** The tables of what is known of labels beside the log; times are epoch milliseconds. */

/** What a person can do about a label. */
export const actKinds = ["labelled", "wrong", "skipped", "settled"] as const;
export type ActKind = (typeof actKinds)[number];
export type ReviewKind = ActKind | "undone";

export interface LabelReviewTable {
  readonly id: string;
  /** Of the prediction, or of its event where no prediction is known. */
  readonly prediction_id: string;
  readonly kind: ReviewKind;
  readonly at: number;
  readonly who: string;
  readonly note: string;
  /** The label that was given, JSON text; null where none was. */
  readonly label: string | null;
  /** What its source had said before, JSON text; null where it said nothing. */
  readonly said_before: string | null;
  /** The id of the act that is taken back; null where none is. */
  readonly undoes: string | null;
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
