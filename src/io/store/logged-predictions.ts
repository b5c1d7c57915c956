/** What was answered, from the log. */
import type { Logged, PredictionEntry } from "../event-log/event-log.ts";
import { loggedPrediction } from "./logged-rows.ts";
import type { Store } from "./open-store.ts";
import { pagesBySeq, type RangeOptions } from "./pages-by-seq.ts";

/** The prediction with this id; null where there is none. */
export async function findPrediction({ db }: Store, id: string): Promise<Logged<PredictionEntry> | null> {
  const row = await db.selectFrom("predictions").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : loggedPrediction(row);
}

export interface ListPredictionsOptions extends RangeOptions {
  readonly model?: string;
  readonly version?: number;
}

/** Predictions in the order of their places, a page at a time: the log may hold any number of them. */
export async function* listPredictions(
  { db }: Store,
  options: ListPredictionsOptions = {},
): AsyncGenerator<Logged<PredictionEntry>> {
  const { since, until, model, version } = options;
  let all = db.selectFrom("predictions").selectAll();
  // Through the index on the time, and not through everything that is older.
  let bounds = db
    .selectFrom("predictions")
    .select(({ fn }) => [fn.min("seq").as("first"), fn.max("seq").as("last")]);
  if (since !== undefined) {
    all = all.where("received_at", ">=", since);
    bounds = bounds.where("received_at", ">=", since);
  }
  if (until !== undefined) {
    all = all.where("received_at", "<", until);
    bounds = bounds.where("received_at", "<", until);
  }
  if (model !== undefined) all = all.where("model", "=", model);
  if (version !== undefined) all = all.where("version", "=", version);
  const range = since === undefined && until === undefined ? null : await bounds.executeTakeFirst();
  const page = (after: number, last: number, size: number) =>
    all.where("seq", ">", after).where("seq", "<=", last).orderBy("seq").limit(size).execute();
  for await (const row of pagesBySeq(page, { ...options, range })) yield loggedPrediction(row);
}
