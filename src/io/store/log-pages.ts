/** The event log page by page, for who reads much of it: each page is one query, so that no reader holds up a writer. */
import type { EventEntry, Key, LabelFact, Logged, PredictionEntry } from "../event-log/event-log.ts";
import { loggedEvent, loggedPrediction } from "./logged-rows.ts";
import { ofEntities } from "./of-entities.ts";
import type { Store } from "./open-store.ts";
import { pagesBySeq } from "./pages-by-seq.ts";
import type { LoggedFeedback } from "./windowed-predictions.ts";

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
  const all = db.selectFrom("predictions");
  const wanted = since === null ? all : all.where("received_at", ">=", since);
  // Through the index on the time, and not through everything that is older.
  const start =
    since === null ? { seq: 1 } : await wanted.select(({ fn }) => fn.min("seq").as("seq")).executeTakeFirst();
  if (start?.seq == null) return;
  const rows = wanted.selectAll().where("seq", "<=", upTo).orderBy("seq").limit(pageSize);
  const page = (after: number) => rows.where("seq", ">", after).execute();
  for await (const found of pagesBySeq(page, { after: Number(start.seq) - 1, pageSize }))
    yield found.map(loggedPrediction);
}

/** Whose rows are read: these entities' (some hundreds of them), or null: everybody's. */
export type PagedEntities = readonly Key[] | null;

/** Events in the order of `seq`. */
export async function* eventPages(
  store: Store,
  entities: PagedEntities,
  { upTo, pageSize = usualPage }: PageOptions,
): AsyncGenerator<readonly Logged<EventEntry>[]> {
  const all = store.db.selectFrom("events").selectAll();
  const rows = all.where("seq", "<=", upTo).orderBy("seq").limit(pageSize);
  const page = (after: number) =>
    (entities === null
      ? rows.where("seq", ">", after)
      : rows.where(ofEntities(store, entities, after))
    ).execute();
  for await (const found of pagesBySeq(page, { after: 0, pageSize })) yield found.map(loggedEvent);
}

/** A label as far as the feedback itself tells it. */
export type LoggedLabel = Omit<LabelFact, "time"> & { readonly source: string };

/** Labels of events, from the place on where each took effect. */
export async function* labelPages(
  { db }: Store,
  entities: PagedEntities,
  { upTo, pageSize = usualPage }: PageOptions,
): AsyncGenerator<readonly LoggedLabel[]> {
  const all = db.selectFrom("feedback").selectAll();
  const wanted = entities === null ? all : all.where("entity", "in", entities);
  // By the feedback's own place, which is unique: two labels may take effect at one place.
  const rows = wanted.where("effective_seq", "<=", upTo).orderBy("seq").limit(pageSize);
  const page = (after: number) => rows.where("seq", ">", after).execute();
  for await (const found of pagesBySeq(page, { after: 0, pageSize })) yield found.flatMap(labelFact);
}

/** Labels that wait for their event, by its id or by that of the prediction about it, in the order of `seq`. */
export async function* waitingLabelPages(
  { db }: Store,
  { upTo, pageSize = usualPage }: PageOptions,
): AsyncGenerator<readonly LoggedFeedback[]> {
  const rows = db
    .selectFrom("feedback as f")
    .leftJoin("predictions as p", "p.id", "f.prediction_id")
    .select(["f.seq", "f.prediction_id", "f.label", "f.received_at", "f.source"])
    .select(({ fn }) => fn.coalesce("f.event_id", "p.event_id").as("event_id"))
    .where("f.effective_seq", "is", null)
    .where(({ eb, or }) => or([eb("f.event_id", "is not", null), eb("p.event_id", "is not", null)]))
    .where("f.seq", "<=", upTo)
    .orderBy("f.seq")
    .limit(pageSize);
  const page = (after: number) => rows.where("f.seq", ">", after).execute();
  yield* pagesBySeq(page, { after: 0, pageSize });
}

function labelFact(row: {
  readonly entity: string | null;
  readonly of_event: string | null;
  readonly effective_seq: number | null;
  readonly effective_at: number | null;
  readonly label: string;
  readonly source: string;
}): LoggedLabel[] {
  const { entity, of_event: eventId, effective_seq: seq, effective_at: receivedAt, label, source } = row;
  if (entity === null || eventId === null || seq === null || receivedAt === null) return [];
  return [{ kind: "label", seq, entity, eventId, label, receivedAt, source }];
}
