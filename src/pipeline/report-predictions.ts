/** What somebody says of a prediction without telling its truth: it is wrong, or not worth a look. */
import { addLabelReviews, type LabelReview, predictionsWithIds, type Store } from "../io/store/index.ts";
import { readPredictionRecord } from "../stages/7-serve/live.ts";

export interface PredictionReport {
  readonly predictionId: string;
  readonly kind: "wrong" | "skipped";
  /** "" where nobody says. */
  readonly who: string;
  readonly note: string;
}

/** A label that follows from a report; `kept`: it is a note beside the log; `unknown`: no such prediction was logged. */
export type ReportOutcome =
  | { readonly kind: "label"; readonly label: boolean }
  | { readonly kind: "kept" }
  | { readonly kind: "unknown" };

/**
 * One outcome for each report, in their order. Of two values, wrong means the other one: the label is given back, for the
 * caller to report. Of more, that it is wrong is kept, and calls for a label.
 */
export async function reportPredictions(
  log: Store,
  reports: readonly PredictionReport[],
  { now }: { readonly now: number },
): Promise<ReportOutcome[]> {
  const found = await predictionsWithIds(
    log,
    reports.map(({ predictionId }) => predictionId),
  );
  const answers = new Map(found.map(({ id, body }) => [id, readPredictionRecord(body).answer.prediction]));
  const kept: LabelReview[] = [];
  const outcomes = reports.map((report): ReportOutcome => {
    const { predictionId, kind, who, note } = report;
    if (!answers.has(predictionId)) return { kind: "unknown" };
    const answer = answers.get(predictionId);
    if (kind === "wrong" && typeof answer === "boolean") return { kind: "label", label: !answer };
    kept.push({ predictionId, kind, at: now, who, note });
    return { kind: "kept" };
  });
  await addLabelReviews(log, kept);
  return outcomes;
}
