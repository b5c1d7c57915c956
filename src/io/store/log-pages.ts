/** The event log page by page, for who reads much of it: each page is one query, so that no reader holds up a writer. */
import type { EventEntry, Key, LabelFact, Logged, PredictionEntry } from "../event-log/event-log.ts";
import { loggedEvent, loggedPrediction } from "./logged-rows.ts";
import type { Store } from "./open-store.ts";

export interface PageOptions {
  /** Nothing behind this place is read. */
  readonly upTo: number;
  readonly pageSize?: number;
}

const usualPage = 2_000;

/** The place of the log's last entry; 0 where it has none. */
export async function logPosition({ db }: Store): Promise<number> {
  const row = await db.selectFrom("log_position").select("seq").executeTakeFirst();
  return Number(row?.seq ?? 0);
}

export interface PredictionPageOptions extends PageOptions {
  /** Only predictions that were had since then, epoch milliseconds; null: all. */
  readonly since: number | null;
}

/** Predictions in the order of `seq`. */
export async function* predictionPages(
  { db }: Store,
  { since, upTo, pageSize = usualPage }: PredictionPageOptions,
): AsyncGenerator<readonly Logged<PredictionEntry>[]> {
  const from = db.selectFrom("predictions");
  const start =
    since === null
      ? null
      : await from
          .select(({ fn }) => fn.min("seq").as("seq"))
          .where("received_at", ">=", since)
          .executeTakeFirst();
  if (start !== null && start?.seq == null) return;
  let after = start === null ? 0 : Number(start.seq) - 1;
  for (;;) {
    const wanted = from.selectAll().where("seq", ">", after).where("seq", "<=", upTo);
    const rows = await (since === null ? wanted : wanted.where("received_at", ">=", since))
      .orderBy("seq")
      .limit(pageSize)
      .execute();
    if (rows.length > 0) yield rows.map(loggedPrediction);
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < pageSize) return;
  }
}

/** Events of `entities` (some hundreds of them) in the order of `seq`. */
export async function* eventPages(
  { db }: Store,
  entities: readonly Key[],
  { upTo, pageSize = usualPage }: PageOptions,
): AsyncGenerator<readonly Logged<EventEntry>[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom("events")
      .selectAll()
      .where("entity", "in", entities)
      .where("seq", ">", after)
      .where("seq", "<=", upTo)
      .orderBy("seq")
      .limit(pageSize)
      .execute();
    if (rows.length > 0) yield rows.map(loggedEvent);
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < pageSize) return;
  }
}

/** A label as far as the feedback itself tells it. */
export type LoggedLabel = Omit<LabelFact, "time">;

/** Labels of the events of `entities` (some hundreds of them), from the place on where each took effect. */
export async function* labelPages(
  { db }: Store,
  entities: readonly Key[],
  { upTo, pageSize = usualPage }: PageOptions,
): AsyncGenerator<readonly LoggedLabel[]> {
  // By the feedback's own place, which is unique: two labels may take effect at one place.
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom("feedback")
      .selectAll()
      .where("entity", "in", entities)
      .where("effective_seq", "<=", upTo)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(pageSize)
      .execute();
    if (rows.length > 0) yield rows.flatMap(labelFact);
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < pageSize) return;
  }
}

function labelFact(row: {
  readonly entity: string | null;
  readonly of_event: string | null;
  readonly effective_seq: number | null;
  readonly effective_at: number | null;
  readonly label: string;
}): LoggedLabel[] {
  const { entity, of_event: eventId, effective_seq: seq, effective_at: receivedAt, label } = row;
  if (entity === null || eventId === null || seq === null || receivedAt === null) return [];
  return [{ kind: "label", seq, entity, eventId, label, receivedAt }];
}
