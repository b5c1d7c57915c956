/** Alerts and their history as they are read back. */
import type { Kysely, Selectable } from "kysely";
import type { AlertEntry, AlertState, Monitor } from "../../core/monitor/index.ts";
import type { AlertEntryTable, AlertTable } from "./alert-schema.ts";
import type { StoreSchema } from "./schema.ts";

/** An alert: of one model, one monitor, and one feature, slice or phase of it. */
export interface AlertRecord {
  readonly id: string;
  readonly model: string;
  /** The monitor's name. */
  readonly monitor: string;
  readonly subject: string;
  /** How often it was changed. */
  readonly revision: number;
  readonly state: AlertState;
  /** The monitor as it was declared when it was last judged. */
  readonly declared: Monitor;
  readonly updatedAt: number;
}

/** One thing that happened to an alert, as it is kept. */
export interface AlertHistoryEntry extends AlertEntry {
  /** Its place among everything that happened to alerts, in the order of commits. */
  readonly seq: number;
  readonly id: string;
  readonly alertId: string;
  /** Which of the alert's firings it belongs to; 0 before the first. */
  readonly firing: number;
  /** By the clock. */
  readonly recordedAt: number;
}

export function alertRecord(row: Selectable<AlertTable>): AlertRecord {
  return {
    id: row.id,
    model: row.model,
    monitor: row.monitor,
    subject: row.subject,
    revision: row.revision,
    state: JSON.parse(row.state),
    declared: JSON.parse(row.declared),
    updatedAt: row.updated_at,
  };
}

/** Every alert of a model, those that are on first; `db` may be a transaction. */
export async function readAlerts(db: Kysely<StoreSchema>, model: string): Promise<AlertRecord[]> {
  const rows = await db
    .selectFrom("alerts")
    .selectAll()
    .where("model", "=", model)
    .orderBy("monitor")
    .orderBy("subject")
    .execute();
  return rows.map(alertRecord);
}

/** What happened to an alert, oldest first: the newest `limit` entries. */
export async function readHistory(
  db: Kysely<StoreSchema>,
  alertId: string,
  { limit }: { readonly limit: number },
): Promise<AlertHistoryEntry[]> {
  const rows = await db
    .selectFrom("alert_entries")
    .selectAll()
    .where("alert_id", "=", alertId)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map(historyEntry).reverse();
}

function historyEntry(row: Selectable<AlertEntryTable>): AlertHistoryEntry {
  return {
    seq: row.seq,
    id: row.id,
    alertId: row.alert_id,
    firing: row.firing,
    at: row.at,
    recordedAt: row.recorded_at,
    change: row.change,
    phase: row.phase,
    reading: row.reading === null ? null : JSON.parse(row.reading),
    bound: row.bound,
    who: row.who,
    note: row.note,
  };
}
