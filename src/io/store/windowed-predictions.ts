/** The log's predictions of a span of time, page by page, and what was reported about them. */
import type { Selectable } from "kysely";
import type { Logged, PredictionEntry } from "../event-log/event-log.ts";
import { loggedPrediction } from "./logged-rows.ts";
import type { Store } from "./open-store.ts";
import type { FeedbackTable } from "./schema.ts";
import { type TimePagesInput, timePages } from "./time-pages.ts";

export interface PredictionSpan extends TimePagesInput {
  readonly model: string;
  readonly version: number;
}

const usualPage = 2_000;

/** Predictions in the order of when they were had. */
export async function* predictionsIn(
  { db }: Store,
  { model, version, from, to, pageSize = usualPage }: PredictionSpan,
): AsyncGenerator<readonly Logged<PredictionEntry>[]> {
  const wanted = db
    .selectFrom("predictions")
    .selectAll()
    .where("received_at", "<", to)
    .where("model", "=", model)
    .where("version", "=", version)
    .orderBy("received_at")
    .orderBy("seq")
    .limit(pageSize);
  for (let [at, seq] = [from, 0]; ; ) {
    const rows = await wanted
      .where("received_at", ">=", at)
      .where(({ eb, or }) => or([eb("received_at", ">", at), eb("seq", ">", seq)]))
      .execute();
    if (rows.length > 0) yield rows.map(loggedPrediction);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    [at, seq] = [last.received_at, last.seq];
  }
}

/** How many predictions of all versions were had in [from, to). */
export async function countPredictions(
  { db }: Store,
  { from, to }: Pick<PredictionSpan, "from" | "to">,
): Promise<number> {
  const row = await db
    .selectFrom("predictions")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("received_at", ">=", from)
    .where("received_at", "<", to)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

export interface NewestOptions extends Pick<PredictionSpan, "model" | "version" | "from"> {
  readonly most: number;
}

/**
 * From when on the newest `most` predictions of a version were had, epoch milliseconds; `from` where there are fewer since
 * then. What is older is not looked at: for a version that answered little, that would be the whole log.
 */
export async function newestPredictionsFrom(
  { db }: Store,
  { model, version, from, most }: NewestOptions,
): Promise<number> {
  const row = await db
    .selectFrom("predictions")
    .select("received_at")
    .where("model", "=", model)
    .where("version", "=", version)
    .where("received_at", ">=", from)
    .orderBy("received_at", "desc")
    .limit(1)
    .offset(most)
    .executeTakeFirst();
  return row === undefined ? from : Number(row.received_at) + 1;
}

/** What a label is about, as the feedback itself names it. */
export type LoggedFeedback = Pick<
  Selectable<FeedbackTable>,
  "seq" | "prediction_id" | "event_id" | "label" | "received_at" | "source"
>;

/** Everything that was ever reported about `predictions` (some thousands of them), by their ids or their events'. */
export async function feedbackAbout(
  { db }: Store,
  predictions: readonly Pick<PredictionEntry, "id" | "eventId">[],
): Promise<readonly LoggedFeedback[]> {
  const named = {
    prediction_id: predictions.map(({ id }) => id),
    event_id: predictions.flatMap(({ eventId }) => eventId ?? []),
  } as const;
  const found: LoggedFeedback[] = [];
  for (const column of ["prediction_id", "event_id"] as const) {
    if (named[column].length === 0) continue;
    const rows = await db
      .selectFrom("feedback")
      .select(["seq", "prediction_id", "event_id", "label", "received_at", "source"])
      .where(column, "in", named[column])
      .execute();
    found.push(...rows);
  }
  return found;
}

/** With the place of the prediction that it is about. */
export interface FeedbackOfPrediction extends LoggedFeedback {
  readonly about: number;
}

/** Everything that was ever reported about the predictions of a span, by their ids or their events', page by page. */
export async function* feedbackIn(
  store: Store,
  span: PredictionSpan,
): AsyncGenerator<readonly FeedbackOfPrediction[]> {
  for await (const page of timePages(store, span))
    for (const column of ["prediction_id", "event_id"] as const) {
      const rows = await feedbackBy(store, { ...span, ...page }, column);
      if (rows.length > 0) yield rows;
    }
}

const ties = { prediction_id: "p.id", event_id: "p.event_id" } as const;

async function feedbackBy(
  { db }: Store,
  { model, version, from, to }: PredictionSpan,
  column: keyof typeof ties,
): Promise<readonly FeedbackOfPrediction[]> {
  return await db
    .selectFrom("predictions as p")
    .innerJoin("feedback as f", ties[column], `f.${column}`)
    .select([
      "p.seq as about",
      "f.seq",
      "f.prediction_id",
      "f.event_id",
      "f.label",
      "f.received_at",
      "f.source",
    ])
    .where("p.received_at", ">=", from)
    .where("p.received_at", "<", to)
    .where("p.model", "=", model)
    .where("p.version", "=", version)
    .execute();
}
