/** The tables of retention. */

/** One row. */
export interface LogRetentionTable {
  readonly id: number;
  /** Predictions that were had before it (a day's beginning, epoch milliseconds) are gone, or going: their windows stay as they are. */
  readonly predictions_from: number;
  /** Events that are gone, or going, happened before it, epoch milliseconds. */
  readonly events_from: number;
  /** A raw snapshot holds every event up to this place. */
  readonly learned_seq: number;
  /** The key of that snapshot in the project that made it. */
  readonly learned_key: string | null;
  /** When the job was done last, epoch milliseconds, and what it removed, JSON text. */
  readonly done_at: number | null;
  readonly done: string | null;
}

/** An entity some of whose events were removed. */
export interface EventRemovalTable {
  readonly entity: string;
  /** They all happened before it, epoch microseconds. */
  readonly removed_to: number;
}

export interface RetentionSchema {
  log_retention: LogRetentionTable;
  event_removals: EventRemovalTable;
}
