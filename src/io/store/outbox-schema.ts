/** The tables of the outbox; times are epoch milliseconds, documents JSON text. */
import type { Severity } from "../../core/monitor/index.ts";
import type { NoticeState } from "../../core/notify/index.ts";

/** What people are to be told of, in the order in which it was committed. */
export interface NoticeTable {
  readonly seq: number;
  readonly id: string;
  readonly model: string;
  readonly alert_id: string;
  readonly severity: Severity;
  readonly state: NoticeState;
  readonly queued_at: number;
  readonly body: string;
}

export interface NotifyChannelTable {
  readonly model: string;
  readonly channel: string;
  readonly declared_at: number;
  /** The channel was told, or need not be told, of every notice up to this place. */
  readonly read_up_to: number;
  /** Of its last message. */
  readonly sequence: number;
  /** The process that sends to it now; another may when `held_until` has passed. */
  readonly holder: string | null;
  readonly held_until: number;
  /** Failed attempts since the last delivery. */
  readonly failures: number;
  readonly failing_since: number | null;
  /** Whether the other channels were told that this one fails. */
  readonly reported: number;
  readonly next_at: number;
  readonly tried_at: number | null;
  readonly delivered_at: number | null;
  readonly delivered: number;
  /** What came back of the last attempt. */
  readonly answer: string | null;
}

export interface NotifyToldTable {
  readonly model: string;
  readonly channel: string;
  readonly alert_id: string;
  readonly seq: number;
  readonly state: NoticeState;
  readonly at: number;
}

export interface NotifyMessageTable {
  readonly id: string;
  readonly model: string;
  readonly channel: string;
  readonly sequence: number;
  readonly severity: Severity;
  readonly status: "waiting" | "delivered" | "withdrawn";
  readonly created_at: number;
  readonly ended_at: number | null;
  readonly covers: string;
  readonly body: string;
}

export interface OutboxSchema {
  notices: NoticeTable;
  notify_channels: NotifyChannelTable;
  notify_told: NotifyToldTable;
  notify_messages: NotifyMessageTable;
}
