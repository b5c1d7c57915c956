/**
 * Old rows of a table, removed in short transactions in the order of their places. Between two of them it rests as long
 * as the last one took: whoever writes waits for one at most, and has at least half of the time.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Store } from "./open-store.ts";
import type { StoreSchema } from "./schema.ts";

/** The tables whose rows have places, and the column with when a row was had, epoch milliseconds. */
export const agesOf = {
  events: "received_at",
  predictions: "received_at",
  feedback: "received_at",
  notices: "queued_at",
  alert_entries: "recorded_at",
} as const;
export type PlacedTable = keyof typeof agesOf;

export interface OldRows {
  readonly table: PlacedTable;
  /** Rows that were had before it, epoch milliseconds. */
  readonly before: number;
  /** Behind this place; all unless told. */
  readonly after?: number;
  /** Up to this place; all where it is null or not told. */
  readonly upTo?: number | null;
  /** SQL over the row `t`: which of them may go. */
  readonly where: RawBuilder<unknown>;
  /** Done before the rows of a span are removed; outside of a transaction. */
  readonly prepare?: (span: RowSpan) => Promise<void>;
  /** Done with the removal of a span. */
  readonly along?: (tx: Transaction<StoreSchema>, span: RowSpan) => Promise<void>;
}

export interface WalkOptions {
  readonly signal: AbortSignal;
  /** Counts only. */
  readonly isDryRun: boolean;
  /** Rows that are looked at in one step; 2,000 unless told. */
  readonly step?: number | undefined;
}

/** The old rows behind the place `after` up to `last`, as an SQL condition over `t`. */
export interface RowSpan {
  readonly last: number;
  readonly rows: RawBuilder<boolean>;
}

/** How many rows went, or would go. */
export async function walkRows(store: Store, old: OldRows, options: WalkOptions): Promise<number> {
  const { signal, isDryRun, step = 2_000 } = options;
  const age = sql.ref(agesOf[old.table]);
  const table = sql.table(old.table);
  let gone = 0;
  const upTo = old.upTo ?? Number.MAX_SAFE_INTEGER;
  for (let after = old.after ?? Number.MIN_SAFE_INTEGER; ; ) {
    signal.throwIfAborted();
    const { rows } = await sql<{ last: number | null; oldest: number | null }>`
      SELECT max(seq) AS last, min(${age}) AS oldest
      FROM (SELECT seq, ${age} FROM ${table} WHERE seq > ${after} AND seq <= ${upTo} ORDER BY seq LIMIT ${step}) AS s`.execute(
      store.db,
    );
    const { last = null, oldest = null } = rows[0] ?? {};
    // Places follow the clock, but for what servers' clocks differ by: what is left out now goes the next time.
    if (last === null || oldest === null || oldest >= old.before) return gone;
    const span: RowSpan = {
      last,
      rows: sql<boolean>`t.seq > ${after} AND t.seq <= ${last} AND t.${age} < ${old.before} AND ${old.where}`,
    };
    after = last;
    if (!isDryRun) await old.prepare?.(span);
    const found = await sql<{
      count: number;
    }>`SELECT count(*) AS count FROM ${table} AS t WHERE ${span.rows}`.execute(store.db);
    const count = Number(found.rows[0]?.count ?? 0);
    if (count === 0) continue;
    if (isDryRun) gone += count;
    else gone += await removeSpan(store, { ...old, span }, signal);
  }
}

async function removeSpan(
  { db }: Store,
  { table, along, span }: OldRows & { readonly span: RowSpan },
  signal: AbortSignal,
): Promise<number> {
  const began = performance.now();
  const removed = await db.transaction().execute(async (tx) => {
    await along?.(tx, span);
    const { numAffectedRows } = await sql`DELETE FROM ${sql.table(table)} AS t WHERE ${span.rows}`.execute(
      tx,
    );
    return Number(numAffectedRows ?? 0);
  });
  await pause(performance.now() - began, undefined, { signal });
  return removed;
}
