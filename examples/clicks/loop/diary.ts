/** What happens in the six weeks, told as it happens: plain data from which the stations, the text and the page are made. */

import type { Estimate } from "../../../src/core/metric.ts";
import type { AlertChange, AlertPhase, MonitorKind, Reading } from "../../../src/core/monitor/index.ts";
import type { RolloutEntry } from "../../../src/core/rollout/index.ts";

/** Every time is simulated, epoch milliseconds. */
interface Told {
  readonly at: number;
}

/** A version learned from the weeks before. */
export interface Trained extends Told {
  readonly kind: "trained";
  readonly version: number;
  readonly rows: number;
  readonly accuracy: Estimate;
}

/** Visits were answered, labels taken, and the monitors looked. */
export interface Watched extends Told {
  readonly kind: "watched";
  /** The champion. */
  readonly version: number;
  /** Since the last time, by the version that gave them. */
  readonly answers: readonly { readonly version: number; readonly count: number }[];
  readonly labels: number;
  /** Visitors that another version answered than before, although neither champion nor rollout had moved. */
  readonly moved: number;
  readonly readings: readonly (Reading & { readonly monitor: MonitorKind })[];
  /** Monitors that could not be measured. */
  readonly failures: readonly string[];
}

export interface AlertChanged extends Told {
  readonly kind: "alert";
  readonly monitor: string;
  readonly subject: string;
  readonly change: AlertChange;
  /** After it. */
  readonly phase: AlertPhase;
  readonly reading: Reading | null;
  readonly bound: number | null;
  readonly who: string | null;
  readonly note: string | null;
}

/** A challenger was trained without anybody asking. */
export interface Retrained extends Told {
  readonly kind: "retrained";
  /** What called for it, in sentences. */
  readonly calls: readonly string[];
  /** Null where a gate failed. */
  readonly version: number | null;
  readonly champion: number;
  readonly isPassed: boolean;
  readonly reasons: readonly string[];
  /** On the newest rows, which it did not see. */
  readonly rows: number;
  readonly accuracy: Estimate | null;
  /** Challenger's loss minus champion's on these rows; null where they could not be compared. */
  readonly loss: Estimate | null;
  readonly tookMs: number;
}

/** Another version became the champion. */
export interface Deployed extends Told {
  readonly kind: "deployed";
  readonly version: number;
  readonly before: number | null;
}

/** A rollout went on: it began, took a step, or ended. */
export interface RolloutTold
  extends Told,
    Pick<RolloutEntry, "change" | "mode" | "share" | "reason" | "checks"> {
  readonly kind: "rollout";
  readonly rollout: string;
  /** The challenger, and against whom. */
  readonly version: number;
  readonly champion: number;
  readonly by: string;
}

/** Somebody put a version straight into canary. */
export interface Forced extends Told {
  readonly kind: "forced";
  readonly version: number;
  /** On the file that it was trained on. */
  readonly accuracy: Estimate;
  readonly share: number;
  /** Why it could not begin; null where it did. */
  readonly refused: string | null;
}

export const worldChanges = ["redesign", "poison", "correction"] as const;

/** Something outside the product changed. */
export interface WorldChanged extends Told {
  readonly kind: "world";
  readonly change: (typeof worldChanges)[number];
  /** Labels that came with it. */
  readonly labels: number;
}

export type LoopEvent =
  | Trained
  | Watched
  | AlertChanged
  | Retrained
  | RolloutTold
  | Forced
  | Deployed
  | WorldChanged;

export interface Diary {
  readonly model: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly LoopEvent[];
  /** Of this machine's clock. */
  readonly tookMs: number;
}

/** The events of one kind, in their order. */
export function eventsOf<K extends LoopEvent["kind"]>(
  { events }: Pick<Diary, "events">,
  kind: K,
): readonly Extract<LoopEvent, { readonly kind: K }>[] {
  return events.filter((event): event is Extract<LoopEvent, { readonly kind: K }> => event.kind === kind);
}
