/** The tables. Times are epoch milliseconds unless said otherwise, truth values 0 and 1, documents JSON text: SQLite and PostgreSQL agree on these. */
import type { Level, WindowKind } from "../../core/profile/index.ts";
import type { KeyScope } from "../api-key.ts";
import type { AlertSchema } from "./alert-schema.ts";
import type { LabelReviewSchema } from "./label-review-schema.ts";
import type { OutboxSchema } from "./outbox-schema.ts";
import type { RetentionSchema } from "./retention-schema.ts";
import type { RolloutSchema } from "./rollout-schema.ts";

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

export interface RunJournalTable {
  readonly place: number;
  readonly run_id: string;
  readonly at: number;
  readonly event: string;
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

/** One row: the place of the log's last entry. Who changes it holds the log's lock. */
export interface LogPositionTable {
  readonly id: number;
  readonly seq: number;
  /** The place of the last erasure: what was read or derived before it may hold what was erased. */
  readonly erased_seq: number;
}

export interface EventTable {
  readonly seq: number;
  readonly id: string | null;
  readonly entity: string;
  /** Event time, epoch microseconds. */
  readonly time: number;
  readonly received_at: number;
  readonly body: string;
}

export interface PredictionTable {
  readonly seq: number;
  readonly id: string;
  readonly event_id: string | null;
  readonly entity: string;
  /** Event time, epoch microseconds. */
  readonly time: number;
  readonly received_at: number;
  readonly model: string;
  readonly version: number;
  readonly body: string;
}

/** One of `prediction_id` and `event_id` is null. What follows `received_at` is null until the label takes effect. */
export interface FeedbackTable {
  readonly seq: number;
  readonly prediction_id: string | null;
  readonly event_id: string | null;
  readonly label: string;
  readonly received_at: number;
  /** Of the event that the label belongs to. */
  readonly entity: string | null;
  /** The id of that event. */
  readonly of_event: string | null;
  /** The place of the entry with which it took effect. */
  readonly effective_seq: number | null;
  /** When that entry was had. */
  readonly effective_at: number | null;
  /** Who said it; "" where it has no name. */
  readonly source: string;
  /** When the source knew it; null where it does not say. */
  readonly known_at: number | null;
}

export interface EntityStateTable {
  readonly entity: string;
  /** Which features the state is for. */
  readonly plan: string;
  readonly seq: number;
  readonly state: string;
}

export interface ApiKeyTable {
  readonly id: string;
  readonly name: string;
  readonly scope: KeyScope;
  readonly hash: string;
  readonly previous_hash: string | null;
  readonly previous_until: number | null;
  readonly created_at: number;
  readonly rotated_at: number | null;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
}

/** What a window of time left, one row for each kind of profile. */
export interface ProfileTable {
  readonly model: string;
  readonly version: number;
  readonly level: Level;
  /** The window's beginning; its length is the level's. */
  readonly start: number;
  readonly kind: WindowKind;
  /** The part that a process counted; empty where the roll-up made the window. */
  readonly source: string;
  /** All profiles of the kind, as `profilesText` writes them. */
  readonly body: string;
}

/** One row: how far the log is rolled up. */
export interface RollUpTable {
  readonly id: number;
  /** Whoever rolls up now: one that it no longer names must not write. */
  readonly holder: string;
  /** Every entry of the log up to this place has marked the windows that it touches. */
  readonly seq: number;
  /** Every window that ended before it is made, but for those that are due. */
  readonly rolled_to: number;
  /** Of each level, from when on its windows are kept. */
  readonly minutes_from: number;
  readonly hours_from: number;
  readonly days_from: number;
}

/** Windows that are to be made anew. */
export interface RollUpDueTable {
  readonly model: string;
  readonly version: number;
  readonly level: Level;
  readonly start: number;
  /** Grows with each touch, so that one that comes while the window is made is not lost. */
  readonly mark: number;
}

export interface StoreSchema
  extends AlertSchema,
    LabelReviewSchema,
    OutboxSchema,
    RolloutSchema,
    RetentionSchema {
  runs: RunTable;
  run_stages: RunStageTable;
  run_journal: RunJournalTable;
  versions: VersionTable;
  aliases: AliasTable;
  audit: AuditTable;
  log_position: LogPositionTable;
  events: EventTable;
  predictions: PredictionTable;
  feedback: FeedbackTable;
  entity_states: EntityStateTable;
  api_keys: ApiKeyTable;
  profiles: ProfileTable;
  roll_up: RollUpTable;
  roll_up_due: RollUpDueTable;
}
