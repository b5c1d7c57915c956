/** What users reported about predictions, from the log. */
import { withdrawnPattern } from "../../core/withdrawn-label.ts";
import type { Store } from "./open-store.ts";

export interface LoggedTruth {
  readonly seq: number;
  /** The label, JSON text, or that it was taken back. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Who said it; "" where it has no name. */
  readonly source: string;
  /** When the source knew it; null where it does not say. */
  readonly knownAt: number | null;
}

/** Everything that was reported about a prediction by its id or that of its event, newest first: each replaced the next. */
export async function labelHistory({ db }: Store, id: string): Promise<LoggedTruth[]> {
  return await db
    .selectFrom("feedback")
    .select(["seq", "label", "received_at as receivedAt", "source", "known_at as knownAt"])
    .where(({ eb, or, selectFrom }) =>
      or([
        eb("prediction_id", "=", id),
        eb("event_id", "=", selectFrom("predictions").select("event_id").where("id", "=", id)),
      ]),
    )
    .orderBy("seq", "desc")
    .execute();
}

/** How many reports of the truth came after `since`, epoch milliseconds, those that nothing is known to match yet too. */
export async function countReports({ db }: Store, since: number): Promise<number> {
  const { reports } = await db
    .selectFrom("feedback")
    .select(({ fn }) => fn.countAll().as("reports"))
    .where("received_at", ">", since)
    .where("label", "not like", withdrawnPattern)
    .executeTakeFirstOrThrow();
  return Number(reports);
}
