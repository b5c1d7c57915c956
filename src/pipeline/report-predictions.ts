/** What somebody says of a prediction without telling its truth: it is wrong, or not worth a look. */
import type { Definition } from "../core/definition/index.ts";
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
 * The label that follows where `answer` is wrong: the other one where true and false are all that the label's column can say.
 * Null for a class or a number, a number of which the model says whether it is above a bound too: nobody said which.
 */
export function labelWhenWrong(answer: unknown, { events }: Definition): boolean | null {
  const isEither = typeof answer === "boolean" && events.columns[events.label.column]?.kind === "boolean";
  return isEither ? !answer : null;
}

export interface ReportOptions {
  /** Of the model that was asked. */
  readonly definition: Definition;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * One outcome for each report, in their order. Where a label follows from it, the label is given back, for the caller to
 * report. Otherwise that it is wrong is kept, and calls for a label.
 */
export async function reportPredictions(
  log: Store,
  reports: readonly PredictionReport[],
  { definition, now }: ReportOptions,
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
    const label = kind === "wrong" ? labelWhenWrong(answers.get(predictionId), definition) : null;
    if (label !== null) return { kind: "label", label };
    kept.push({ predictionId, kind, at: now, who, note });
    return { kind: "kept" };
  });
  await addLabelReviews(log, kept);
  return outcomes;
}
