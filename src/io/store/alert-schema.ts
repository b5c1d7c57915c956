/** The tables of alerts; times are epoch milliseconds, documents JSON text. */
import type { AlertChange, AlertPhase } from "../../core/monitor/index.ts";

/** One row an alert: it is changed only from the revision that was read. */
export interface AlertTable {
  readonly id: string;
  readonly model: string;
  readonly monitor: string;
  readonly subject: string;
  readonly revision: number;
  readonly phase: AlertPhase;
  readonly state: string;
  /** The monitor as it was declared when it was last judged. */
  readonly declared: string;
  readonly updated_at: number;
}

/** What happened to alerts, in the order in which it was committed; never changed. */
export interface AlertEntryTable {
  readonly seq: number;
  readonly id: string;
  readonly alert_id: string;
  /** Which of the alert's firings it belongs to; 0 before the first. */
  readonly firing: number;
  readonly at: number;
  readonly recorded_at: number;
  readonly change: AlertChange;
  readonly phase: AlertPhase;
  readonly reading: string | null;
  readonly bound: number | null;
  readonly who: string | null;
  readonly note: string | null;
}

/** One of `alert_id` and `monitor` is null. */
export interface SilenceTable {
  readonly id: string;
  readonly model: string;
  readonly alert_id: string | null;
  readonly monitor: string | null;
  readonly begins_at: number;
  readonly ends_at: number;
  readonly who: string;
  readonly note: string;
}

export interface LeaseTable {
  readonly name: string;
  readonly holder: string;
  readonly taken_at: number;
  readonly expires_at: number;
}

export interface AlertSchema {
  alerts: AlertTable;
  alert_entries: AlertEntryTable;
  silences: SilenceTable;
  leases: LeaseTable;
}
