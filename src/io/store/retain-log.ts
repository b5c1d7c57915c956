/** What of the event log is older than it is kept, and needed by nothing any more. */
import { sql, type Transaction } from "kysely";
import type { Store } from "./open-store.ts";
import { removeHeads, removeLinks } from "./retain-chain.ts";
import { predictionsFrom } from "./retention-state.ts";
import { rollUpState } from "./roll-up-state.ts";
import type { StoreSchema } from "./schema.ts";
import { type OldRows, type RowSpan, type WalkOptions, walkRows } from "./walk-rows.ts";

export interface RetainEventsOptions extends WalkOptions {
  /** Events that happened and were had before it, epoch milliseconds. */
  readonly before: number;
  /** Only events up to this place; all where it is null. */
  readonly learnedSeq: number | null;
  /**
   * Plans of states that look back for ever: an event goes only when the entity's state under each was saved with it.
   */
  readonly plans: readonly string[];
  /** Makes such states of entities (up to some thousands at once). */
  readonly cover: (entities: readonly string[]) => Promise<void>;
}

/** Removes old events, and remembers of whom. */
export async function retainEvents(store: Store, options: RetainEventsOptions): Promise<number> {
  const { before, learnedSeq, plans, cover } = options;
  const old = hadAndHappened(before);
  const isCovered = plans.map(
    (plan) =>
      sql`EXISTS (SELECT 1 FROM entity_states s WHERE s.entity = t.entity AND s.plan = ${plan} AND s.seq >= t.seq)`,
  );
  const where = options.isDryRun ? old : sql.join([old, ...isCovered], sql` AND `);
  const prepare = async ({ last }: RowSpan, after: number) => {
    if (plans.length === 0) return;
    const uncovered = sql`NOT (${sql.join(isCovered, sql` AND `)})`;
    const { rows } = await sql<{ entity: string }>`SELECT DISTINCT t.entity FROM events AS t
      WHERE t.seq > ${after} AND t.seq <= ${last} AND t.received_at < ${before} AND ${old} AND ${uncovered}`.execute(
      store.db,
    );
    if (rows.length > 0) await cover(rows.map(({ entity }) => entity));
  };
  if (!options.isDryRun)
    await sql`UPDATE log_retention SET events_from = ${before} WHERE events_from < ${before}`.execute(
      store.db,
    );
  let after = Number.MIN_SAFE_INTEGER;
  const hasChain = store.kind === "sqlite";
  const gone = await walkRows(
    store,
    {
      table: "events",
      before,
      upTo: learnedSeq,
      where,
      async prepare(span) {
        await prepare(span, after);
        after = span.last;
      },
      async along(tx, span) {
        await rememberRemoval(tx, span);
        if (hasChain) await removeLinks(tx);
      },
    },
    options,
  );
  if (hasChain && !options.isDryRun) await removeHeads(store, options.signal);
  return gone;
}

/** Of whom, and up to when: what is made of the log again must know that it is not whole. */
async function rememberRemoval(tx: Transaction<StoreSchema>, { rows }: RowSpan): Promise<void> {
  await sql`INSERT INTO event_removals (entity, removed_to)
    SELECT t.entity, max(t.time) + 1 FROM events AS t WHERE ${rows} GROUP BY t.entity
    ON CONFLICT (entity) DO UPDATE SET removed_to = CASE WHEN excluded.removed_to > event_removals.removed_to
      THEN excluded.removed_to ELSE event_removals.removed_to END`.execute(tx);
}

/** Of the rows that were had before `before`, those that happened before it, too. */
function hadAndHappened(before: number) {
  return sql`t.time < ${before * 1_000}`;
}

/** How many old events stay for no raw snapshot holds them. */
export async function countUnlearned(
  store: Store,
  {
    before,
    learnedSeq,
    signal,
  }: Pick<WalkOptions, "signal"> & { readonly before: number; readonly learnedSeq: number },
): Promise<number> {
  const old = { table: "events", before, after: learnedSeq, where: hadAndHappened(before) } as const;
  return await walkRows(store, old, { signal, isDryRun: true, step: 20_000 });
}

const dayMs = 86_400_000;

export interface CutPredictions {
  /** Predictions that were had before it may go, epoch milliseconds. */
  readonly from: number;
  /** Why it is earlier than was asked for; null where it is not. */
  readonly heldBack: string | null;
}

/**
 * From when on predictions stay: the beginning of a day, so that no window is left half, and of no day whose windows
 * are still to be made. `isGivenUp` says of which versions none can be made any more.
 */
export async function planCut(
  store: Store,
  {
    before,
    isGivenUp,
  }: { readonly before: number; readonly isGivenUp: (model: string, version: number) => Promise<boolean> },
): Promise<CutPredictions> {
  const wanted = Math.floor(before / dayMs) * dayMs;
  const { seq, rolledTo } = await rollUpState(store);
  const from = await predictionsFrom(store.db);
  if (!(await anyBefore(store, wanted))) return { from: Math.max(from, wanted), heldBack: null };
  if (rolledTo < wanted || (await anyBefore(store, wanted, { after: seq })))
    return { from, heldBack: "the monitors' roll-up has not counted them yet" };
  const due = await store.db
    .selectFrom("roll_up_due")
    .select(["model", "version", ({ fn }) => fn.min("start").as("start")])
    .where("start", "<", wanted)
    .where("start", ">=", from)
    .groupBy(["model", "version"])
    .execute();
  let earliest = wanted;
  for (const { model, version, start } of due)
    if (!(await isGivenUp(model, version)))
      earliest = Math.min(earliest, Math.floor(Number(start) / dayMs) * dayMs);
  return {
    from: Math.max(from, earliest),
    heldBack: earliest < wanted ? "windows of that time are still to be made" : null,
  };
}

/** Whether predictions are there that were had before it, behind a place. */
async function anyBefore(
  { db }: Store,
  before: number,
  { after }: { readonly after?: number } = {},
): Promise<boolean> {
  const predictions = db.selectFrom("predictions").select("seq").limit(1);
  const found =
    after === undefined
      ? predictions.where("received_at", "<", before)
      : // The few behind the place, by their places: the sign keeps the index of times, which holds all old ones, out of it.
        predictions.where("seq", ">", after).where(sql<number>`+received_at`, "<", before);
  return (await found.executeTakeFirst()) !== undefined;
}

/** Removes predictions that were had before `from`. From the first moment on, no window before it is made of the log. */
export async function retainPredictions(
  store: Store,
  { from, ...options }: WalkOptions & { readonly from: number },
): Promise<number> {
  if (!options.isDryRun)
    await store.db.transaction().execute(async (tx) => {
      const now = await predictionsFrom(tx);
      await tx
        .updateTable("log_retention")
        .set({ predictions_from: Math.max(now, from) })
        .execute();
    });
  const along: OldRows["along"] = async (tx, { rows }) => {
    await sql`DELETE FROM label_reviews WHERE prediction_id IN (SELECT t.id FROM predictions t WHERE ${rows})`.execute(
      tx,
    );
  };
  return await walkRows(store, { table: "predictions", before: from, where: sql`1 = 1`, along }, options);
}

/** Removes labels of which neither event nor prediction is there. */
export async function retainFeedback(
  store: Store,
  { before, ...options }: WalkOptions & { readonly before: number },
): Promise<number> {
  const isAboutNothing = sql`NOT EXISTS (SELECT 1 FROM predictions p WHERE p.id = t.prediction_id)
    AND NOT EXISTS (SELECT 1 FROM predictions p WHERE p.event_id = t.event_id)
    AND NOT EXISTS (SELECT 1 FROM events e WHERE e.id = coalesce(t.event_id, t.of_event))`;
  return await walkRows(store, { table: "feedback", before, where: isAboutNothing }, options);
}

/** Whether anything was ever removed of the past of an entity. */
export async function removalsOf(
  { db }: Store,
  entities: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (entities.length === 0) return new Map();
  const rows = await db.selectFrom("event_removals").selectAll().where("entity", "in", entities).execute();
  return new Map(rows.map(({ entity, removed_to }) => [entity, removed_to]));
}

/** Whether any event was ever removed by age. */
export async function wasEventRemoved({ db }: Store): Promise<boolean> {
  return (await db.selectFrom("event_removals").select("entity").limit(1).executeTakeFirst()) !== undefined;
}

/** The plans under which states are saved that begin with `prefix`. */
export async function savedPlans({ db }: Store, prefix: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom("entity_states")
    .select("plan")
    .distinct()
    .where("plan", ">=", prefix)
    .where("plan", "<", `${prefix}~`)
    .execute();
  return rows.map(({ plan }) => plan);
}
