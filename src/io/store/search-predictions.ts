/** Predictions of the log by what is known of them, newest first, a stretch of the log at a time. */
import { sql } from "kysely";
import type { Key, Logged, PredictionEntry } from "../event-log/event-log.ts";
import { loggedPrediction } from "./logged-rows.ts";
import type { Store } from "./open-store.ts";

export interface PredictionFilter {
  readonly model: string;
  /** A prediction's id, or that of its event. */
  readonly id?: string | undefined;
  readonly entity?: Key | undefined;
  readonly version?: number | undefined;
  /** When it was had: [from, to), epoch milliseconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The probability that was answered, both ends included. */
  readonly scoreFrom?: number | undefined;
  readonly scoreTo?: number | undefined;
}

export interface SearchOptions {
  /** Places of the log that are looked at: [from, before). */
  readonly from: number;
  readonly before: number;
  readonly limit: number;
}

const probabilities = {
  sqlite: sql<number>`json_extract(body, '$.answer.probability')`,
  postgres: sql<number>`CAST(CAST(body AS json) #>> '{answer,probability}' AS double precision)`,
} as const;

/** The newest predictions that fit among some places of the log; so a search takes a bounded time whatever it finds. */
export async function searchPredictions(
  { db, kind }: Store,
  filter: PredictionFilter,
  { from: first, before, limit }: SearchOptions,
): Promise<Logged<PredictionEntry>[]> {
  const { model, id, entity, version, from, to, scoreFrom, scoreTo } = filter;
  const probability = probabilities[kind];
  const bounds = [
    ["received_at", ">=", from],
    ["received_at", "<", to],
    ["version", "=", version],
    ["entity", "=", entity],
    [probability, ">=", scoreFrom],
    [probability, "<=", scoreTo],
  ] as const;
  let query = db
    .selectFrom("predictions")
    .selectAll()
    .where("seq", "<", before)
    .where("seq", ">=", first)
    .where("model", "=", model);
  if (id !== undefined) query = query.where(({ eb, or }) => or([eb("id", "=", id), eb("event_id", "=", id)]));
  for (const [column, operator, bound] of bounds)
    if (bound !== undefined) query = query.where(column, operator, bound);
  const rows = await query.orderBy("seq", "desc").limit(limit).execute();
  return rows.map(loggedPrediction);
}

/** The first and the last place of predictions that were had in [from, to); null where there are none. */
export async function predictionPlaces(
  { db }: Store,
  { from, to }: Pick<PredictionFilter, "from" | "to">,
): Promise<{ readonly first: number; readonly last: number } | null> {
  let query = db
    .selectFrom("predictions")
    .select(({ fn }) => [fn.min("seq").as("first"), fn.max("seq").as("last")]);
  if (from !== undefined) query = query.where("received_at", ">=", from);
  if (to !== undefined) query = query.where("received_at", "<", to);
  const found = await query.executeTakeFirst();
  if (found?.first == null || found.last == null) return null;
  return { first: Number(found.first), last: Number(found.last) };
}

/** When the first prediction from a place on was had, epoch milliseconds; there is one. */
export async function predictionTime({ db }: Store, place: number): Promise<number> {
  const found = await db
    .selectFrom("predictions")
    .select("received_at")
    .where("seq", ">=", place)
    .orderBy("seq")
    .limit(1)
    .executeTakeFirstOrThrow();
  return Number(found.received_at);
}
