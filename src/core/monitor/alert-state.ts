/** The state of one alert as plain data. Times are epoch milliseconds, of the readings' windows unless said otherwise. */
import type { Reading } from "./reading.ts";

export const alertPhases = ["ok", "pending", "firing", "acknowledged", "resolved"] as const;
export type AlertPhase = (typeof alertPhases)[number];

/** Who acknowledged, when by the clock, and what they wrote. */
export interface Acknowledgement {
  readonly at: number;
  readonly who: string;
  readonly note: string;
}

export interface AlertState {
  readonly phase: AlertPhase;
  /** When the phase began; null before the first reading. */
  readonly since: number | null;
  /** Whether it is bad now, which is not whether the alert is on: a latched one stays on when it is over. */
  readonly condition: "over" | "breached";
  /** Set while the newest readings say nothing; the phase stands still meanwhile. */
  readonly noData: { readonly since: number; readonly why: string } | null;
  /** How long the condition was seen to hold while pending. */
  readonly heldMs: number;
  /** Whether the newest reading was a breach, so that `for` goes on from it. */
  readonly holding: boolean;
  /** The end of the newest window judged; older ones change nothing. */
  readonly judgedTo: number | null;
  /** How often it began to fire. */
  readonly firings: number;
  /** Since it was last quiet: breaches, and the worst value among them. */
  readonly breaches: number;
  readonly worst: number | null;
  /** The newest reading that was data. */
  readonly latest: Reading | null;
  readonly acknowledged: Acknowledgement | null;
}

/** Before the first reading. */
export const untouched: AlertState = Object.freeze({
  phase: "ok",
  since: null,
  condition: "over",
  noData: null,
  heldMs: 0,
  holding: false,
  judgedTo: null,
  firings: 0,
  breaches: 0,
  worst: null,
  latest: null,
  acknowledged: null,
});

/** `pending`, `firing`, `again` and `breached` are breaches: each breach has exactly one of them. */
export const alertChanges = [
  "pending",
  "firing",
  "again",
  "breached",
  "over",
  "calm",
  "resolved",
  "acknowledged",
  "no data",
  "data again",
] as const;
export type AlertChange = (typeof alertChanges)[number];

/** One thing that happened to an alert. */
export interface AlertEntry {
  /** The end of the reading's window; of an acknowledgement, the clock. */
  readonly at: number;
  readonly change: AlertChange;
  /** The phase after it. */
  readonly phase: AlertPhase;
  /** Null where a person did it. */
  readonly reading: Reading | null;
  readonly bound: number | null;
  readonly who: string | null;
  readonly note: string | null;
}
