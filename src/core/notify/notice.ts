/** A notice: one entry of an alert's history that people are to be told of, as plain data. */
import type { MonitorRow, Severity } from "../monitor/index.ts";

export const noticeStates = ["firing", "acknowledged", "resolved"] as const;
export type NoticeState = (typeof noticeStates)[number];

/** Times are epoch milliseconds. */
export interface Notice {
  /** Of the history's entry: it is queued once, however often it is tried. */
  readonly id: string;
  readonly alertId: string;
  readonly model: string;
  /** The monitor's name. */
  readonly monitor: string;
  /** A feature, a column, a slice or a phase; empty for the whole. */
  readonly subject: string;
  readonly severity: Severity;
  /** Of the alert, from this entry on. */
  readonly state: NoticeState;
  readonly at: number;
  /** Since when the alert is on. */
  readonly since: number;
  readonly value: number | null;
  readonly bound: number | null;
  readonly direction: "above" | "below" | null;
  readonly unit: MonitorRow["unit"] | null;
  readonly count: number | null;
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly runbook: string | null;
  readonly who: string | null;
  readonly note: string | null;
}

/** A notice in its place: what was queued earlier has a smaller `seq`. */
export interface QueuedNotice extends Notice {
  readonly seq: number;
  readonly queuedAt: number;
}

/** Whether an alert in this state needs somebody, or has had somebody but lasts. */
export function isOn(state: NoticeState): boolean {
  return state !== "resolved";
}
