/** The tables. Times are epoch milliseconds, truth values 0 and 1, documents JSON text: SQLite and PostgreSQL agree on these. */
export const runStatuses = ["running", "passed", "failed", "error", "cancelled"] as const;
export type RunStatus = (typeof runStatuses)[number];

export interface RunTable {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly started_at: number;
  readonly ended_at: number | null;
  /** The process that works on it, to tell a run at work from an interrupted one. */
  readonly host: string;
  readonly pid: number;
  readonly process_started: string;
  readonly definition: string;
  readonly result: string | null;
  readonly error: string | null;
}

export interface RunStageTable {
  readonly run_id: string;
  readonly position: number;
  readonly stage: string;
  readonly key: string;
  readonly rows_in: number;
  readonly columns_in: number;
  readonly rows_out: number;
  readonly columns_out: number;
  readonly duration_ms: number;
  readonly reused: number;
  readonly note: string;
}

export const versionStatuses = ["building", "ready"] as const;
export type VersionStatus = (typeof versionStatuses)[number];

export interface VersionTable {
  readonly name: string;
  readonly version: number;
  readonly status: VersionStatus;
  readonly run_id: string;
  readonly created_at: number;
  /** The key of the package stage: the same key is the same package. */
  readonly key: string;
  readonly train_key: string;
  /** The champion that it was measured against. */
  readonly compared_with: number | null;
  readonly passed: number;
  readonly threshold: number | null;
  readonly result: string | null;
}

export interface AliasTable {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
  readonly changed_at: number;
}

export interface AuditTable {
  readonly id: string;
  readonly at: number;
  readonly action: string;
  readonly subject: string;
  readonly details: string;
}

export interface StoreSchema {
  runs: RunTable;
  run_stages: RunStageTable;
  versions: VersionTable;
  aliases: AliasTable;
  audit: AuditTable;
}
