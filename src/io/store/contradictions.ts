/** Labels of one prediction or event on which sources differ. */
import { sql } from "kysely";
import { settledSource } from "../../core/definition/source-name.ts";
import { withdrawnSql } from "../../core/withdrawn-label.ts";
import type { Store } from "./open-store.ts";

/** What sources say of one thing, each what it said last and did not take back. */
export interface Contradiction {
  /** Null where no such prediction was logged. */
  readonly predictionId: string | null;
  readonly eventId: string | null;
  /** Null where no such prediction was logged, as the rest. */
  readonly entity: string | null;
  readonly model: string | null;
  readonly version: number | null;
  /** Of the prediction, epoch milliseconds. */
  readonly receivedAt: number | null;
  /** JSON text. */
  readonly body: string | null;
  /** The newest first. */
  readonly said: readonly SaidLabel[];
}

export interface SaidLabel {
  readonly seq: number;
  /** "" where it has no name. */
  readonly source: string;
  /** JSON text. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ContradictionOptions {
  readonly limit: number;
  /** Only those with this prediction's or event's id. */
  readonly id?: string;
  /** Only those whose newest label is older than this place in the log. */
  readonly before?: number;
}

interface Row {
  readonly event: string | null;
  readonly prediction: string | null;
  readonly seq: number | string;
  readonly source: string;
  readonly label: string;
  readonly received_at: number | string;
}

/**
 * Those that nobody settled since the last source spoke, the one with the newest label first. A look through all
 * feedback, unless `id` names one.
 */
export async function listContradictions(
  store: Store,
  { limit, id, before }: ContradictionOptions,
): Promise<Contradiction[]> {
  const only = id === undefined ? sql`` : aboutSql(id);
  // A place in the log orders them: a source's newest label is the one of the greatest place.
  const { rows } = await sql<Row>`
    WITH about AS (
      SELECT coalesce(f.event_id, f.of_event, p.event_id) AS event,
        CASE WHEN coalesce(f.event_id, f.of_event, p.event_id) IS NULL THEN f.prediction_id END AS prediction,
        f.seq, f.source, f.label, f.received_at
      FROM feedback f LEFT JOIN predictions p ON p.id = f.prediction_id ${only}),
    latest AS (SELECT * FROM (SELECT about.*, row_number() OVER (PARTITION BY event, prediction, source ORDER BY seq DESC) AS age
      FROM about) AS aged WHERE age = 1 AND NOT ${sql.raw(withdrawnSql("label"))}),
    disputed AS (SELECT event, prediction, max(seq) AS newest FROM latest GROUP BY event, prediction
      HAVING count(DISTINCT CASE WHEN source <> ${settledSource} THEN label END) > 1
        AND max(CASE WHEN source = ${settledSource} THEN 0 ELSE seq END) > max(CASE WHEN source = ${settledSource} THEN seq ELSE 0 END)
        ${before === undefined ? sql`` : sql`AND max(seq) < ${before}`}
      ORDER BY max(seq) DESC LIMIT ${limit})
    SELECT l.event, l.prediction, l.seq, l.source, l.label, l.received_at FROM disputed d JOIN latest l
      ON (l.event = d.event OR (l.event IS NULL AND d.event IS NULL))
      AND (l.prediction = d.prediction OR (l.prediction IS NULL AND d.prediction IS NULL))
    ORDER BY d.newest DESC, l.seq DESC`.execute(store.db);
  const found = [
    ...Map.groupBy(rows, ({ event, prediction }) => JSON.stringify([event, prediction])).values(),
  ];
  const predictions = await predictionsAbout(store, found);
  return found.map((own) => contradiction(own, predictions));
}

function aboutSql(id: string) {
  return sql`WHERE f.event_id = ${id} OR f.of_event = ${id} OR f.prediction_id = ${id} OR p.event_id = ${id}
    OR f.event_id = (SELECT event_id FROM predictions WHERE id = ${id}) OR f.of_event = (SELECT event_id FROM predictions WHERE id = ${id})`;
}

type Found = Awaited<ReturnType<typeof predictionsAbout>>;

async function predictionsAbout({ db }: Store, found: readonly (readonly Row[])[]) {
  const heads = found.flatMap(([head]) => head ?? []);
  const [events, ids] = [
    heads.flatMap(({ event }) => event ?? []),
    heads.flatMap(({ prediction }) => prediction ?? []),
  ];
  if (events.length + ids.length === 0) return [];
  return await db
    .selectFrom("predictions")
    .selectAll()
    .where(({ eb, or }) =>
      or([
        ...(events.length === 0 ? [] : [eb("event_id", "in", events)]),
        ...(ids.length === 0 ? [] : [eb("id", "in", ids)]),
      ]),
    )
    .execute();
}

function contradiction(own: readonly Row[], predictions: Found): Contradiction {
  const [{ event = null, prediction = null } = {}] = own;
  const about = predictions.find((one) => (event === null ? one.id === prediction : one.event_id === event));
  return {
    predictionId: about?.id ?? prediction,
    eventId: event,
    entity: about?.entity ?? null,
    model: about?.model ?? null,
    version: about?.version ?? null,
    receivedAt: about === undefined ? null : Number(about.received_at),
    body: about?.body ?? null,
    said: own.map(({ seq, source, label, received_at }) => ({
      seq: Number(seq),
      source,
      label,
      at: Number(received_at),
    })),
  };
}
