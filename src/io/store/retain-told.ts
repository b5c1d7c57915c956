/** What people were told, what happened to alerts and who did what, where it is older than it is kept. */
import { setTimeout as pause } from "node:timers/promises";
import { type RawBuilder, sql } from "kysely";
import type { Store } from "./open-store.ts";
import { type WalkOptions, walkRows } from "./walk-rows.ts";

export interface RetainToldOptions extends WalkOptions {
  readonly model: string;
  /** Epoch milliseconds. */
  readonly before: number;
}

/**
 * Removes old notices and messages. What a channel was not told yet stays (as much of each alert as the outbox keeps), and
 * what it believes to be on, and of its messages the last of each severity.
 */
export async function retainNotifications(
  store: Store,
  { model, before, ...options }: RetainToldOptions,
): Promise<number> {
  const isRead = sql`t.model = ${model} AND t.seq < (SELECT max(n.seq) FROM notices n)
    AND t.seq <= coalesce((SELECT min(c.read_up_to) FROM notify_channels c WHERE c.model = t.model), t.seq)
    AND NOT EXISTS (SELECT 1 FROM notify_told n WHERE n.seq = t.seq AND n.state <> 'resolved')`;
  const notices = await walkRows(store, { table: "notices", before, where: isRead }, options);
  const isOver = sql`t.model = ${model} AND t.status <> 'waiting' AND t.ended_at < ${before}
    AND EXISTS (SELECT 1 FROM notify_messages m WHERE m.model = t.model AND m.channel = t.channel
      AND m.severity = t.severity AND m.status = 'delivered' AND m.sequence > t.sequence)`;
  return notices + (await removeSome(store, { table: "notify_messages", where: isOver }, options));
}

/** Removes old entries of alerts' histories, but for those of a firing that goes on; of that one, old breaches go. Silences go, too. */
export async function retainAlerts(
  store: Store,
  { model, before, ...options }: RetainToldOptions,
): Promise<number> {
  const isHistory = sql`t.seq < (SELECT max(e.seq) FROM alert_entries e)
    AND EXISTS (SELECT 1 FROM alerts a WHERE a.id = t.alert_id AND a.model = ${model}
      AND (t.change = 'breached' OR a.phase IN ('ok', 'resolved')
        OR t.firing < (SELECT e.firing FROM alert_entries e WHERE e.alert_id = t.alert_id ORDER BY e.seq DESC LIMIT 1)))`;
  const entries = await walkRows(store, { table: "alert_entries", before, where: isHistory }, options);
  const isOver = sql`t.model = ${model} AND t.ends_at < ${before}`;
  return entries + (await removeSome(store, { table: "silences", where: isOver }, options));
}

/** Removes old entries of the audit, but for erasures, for what a rollback goes back by, and for the last one of each kind. */
export async function retainAudit(
  store: Store,
  { before, ...options }: Omit<RetainToldOptions, "model">,
): Promise<number> {
  const isOld = sql`t.at < ${before} AND t.action NOT IN ('entity erased', 'alias changed')
    AND (t.action, t.subject, t.at) NOT IN (SELECT n.action, n.subject, max(n.at) FROM audit n GROUP BY n.action, n.subject)`;
  return await removeSome(store, { table: "audit", where: isOld }, options);
}

interface SomeRows {
  readonly table: "notify_messages" | "silences" | "audit";
  readonly where: RawBuilder<unknown>;
}

/** Rows of a small table, some hundreds at once. */
async function removeSome(
  { db }: Store,
  { table, where }: SomeRows,
  { signal, isDryRun, step = 500 }: WalkOptions,
): Promise<number> {
  const from = sql`${sql.table(table)} AS t WHERE ${where}`;
  if (isDryRun) {
    const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM ${from}`.execute(db);
    return Number(rows[0]?.count ?? 0);
  }
  for (let gone = 0; ; ) {
    signal.throwIfAborted();
    const began = performance.now();
    const removed = await db.transaction().execute(async (tx) => {
      const some = sql`SELECT t.id FROM ${from} LIMIT ${step}`;
      const { numAffectedRows } = await sql`DELETE FROM ${sql.table(table)} WHERE id IN (${some})`.execute(
        tx,
      );
      return Number(numAffectedRows ?? 0);
    });
    gone += removed;
    if (removed < step) return gone;
    await pause(performance.now() - began, undefined, { signal });
  }
}
