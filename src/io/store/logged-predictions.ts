/** What was answered, from the log. */
import type { Logged, PredictionEntry } from "../event-log/event-log.ts";
import { loggedPrediction } from "./logged-rows.ts";
import type { Store } from "./open-store.ts";

/** The prediction with this id; null where there is none. */
export async function findPrediction({ db }: Store, id: string): Promise<Logged<PredictionEntry> | null> {
  const row = await db.selectFrom("predictions").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : loggedPrediction(row);
}

/** The predictions with these ids (some thousands of them), in any order. */
export async function predictionsWithIds(
  { db }: Store,
  ids: readonly string[],
): Promise<Logged<PredictionEntry>[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom("predictions")
    .selectAll()
    .where("id", "in", [...ids])
    .execute();
  return rows.map(loggedPrediction);
}
