/** What happened to a model lately: what people and jobs changed, and how alerts began and ended. */
import type { AlertChange } from "../../core/monitor/index.ts";
import type { Store } from "./open-store.ts";

export interface AuditEvent {
  readonly kind: "audit";
  /** Epoch milliseconds. */
  readonly at: number;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AlertEvent {
  readonly kind: "alert";
  readonly at: number;
  readonly alert: string;
  readonly monitor: string;
  /** A feature, a slice or a phase; empty for the whole. */
  readonly subject: string;
  readonly change: AlertChange;
}

export interface RecentOptions {
  readonly model: string;
  readonly limit: number;
  /** Only what happened in [from, to), epoch milliseconds; all unless told. */
  readonly from?: number;
  readonly to?: number;
}

/** What the audit tells of the model itself: aliases that moved, and what retraining decided; the newest first. */
export async function recentAudit({ db }: Store, options: RecentOptions): Promise<AuditEvent[]> {
  const { model, limit, from = 0, to = Number.MAX_SAFE_INTEGER } = options;
  const rows = await db
    .selectFrom("audit")
    .selectAll()
    .where("subject", "=", model)
    .where("at", ">=", from)
    .where("at", "<", to)
    .orderBy("at", "desc")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ at, action, subject, details }) => ({
    kind: "audit",
    at,
    action,
    subject,
    details: JSON.parse(details),
  }));
}

/** The newest entries of the model's alerts that change whether one is on. */
export async function recentAlerts({ db }: Store, options: RecentOptions): Promise<AlertEvent[]> {
  const { model, limit, from = 0, to = Number.MAX_SAFE_INTEGER } = options;
  const rows = await db
    .selectFrom("alert_entries")
    .innerJoin("alerts", "alerts.id", "alert_entries.alert_id")
    .select(["alert_entries.recorded_at as at", "alerts.id as alert", "monitor", "subject", "change"])
    .where("model", "=", model)
    .where("change", "in", ["firing", "again", "acknowledged", "resolved"])
    .where("alert_entries.recorded_at", ">=", from)
    .where("alert_entries.recorded_at", "<", to)
    .orderBy("seq", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ kind: "alert", ...row }));
}
