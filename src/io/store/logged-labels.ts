/** What users reported about predictions, from the log. */
import type { Store } from "./open-store.ts";

export interface LoggedTruth {
  readonly seq: number;
  /** The label, JSON text. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** The newest truth about a prediction, reported by its id or by that of its event; null where there is none. */
export async function labelOfPrediction(store: Store, id: string): Promise<LoggedTruth | null> {
  const [newest] = await truths(store, id).limit(1).execute();
  return newest ?? null;
}

/** Everything that was reported about a prediction, the newest first: each replaced the one after it. */
export async function labelHistory(store: Store, id: string): Promise<LoggedTruth[]> {
  return await truths(store, id).execute();
}

function truths({ db }: Store, id: string) {
  return db
    .selectFrom("feedback")
    .select(["seq", "label", "received_at as receivedAt"])
    .where(({ eb, or, selectFrom }) =>
      or([
        eb("prediction_id", "=", id),
        eb("event_id", "=", selectFrom("predictions").select("event_id").where("id", "=", id)),
      ]),
    )
    .orderBy("seq", "desc");
}
