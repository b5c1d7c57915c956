/** The `retention` section: how old what a server keeps may become. No stage reads it. */
import { type Duration, durationMicros } from "../time.ts";

export type KeptFor = Duration | "forever";

export interface RetentionOptions {
  /** Recorded events, from when they happened and were had; forever unless told. */
  readonly events?: KeptFor;
  /** Answers with what they were made of; forever unless told. */
  readonly predictions?: KeptFor;
  /** Reported labels, once what they are about is gone; as long as events and predictions unless told. */
  readonly feedback?: KeptFor;
  /** Profiles of windows by level: minutes 7 days, hours 90 days, days 730 days unless told. */
  readonly profiles?: { readonly minutes?: KeptFor; readonly hours?: KeptFor; readonly days?: KeptFor };
  /** What was told to people, and what could not be told; 90 days unless told. */
  readonly notifications?: KeptFor;
  /** What happened to alerts; how each stands now is always kept. 365 days unless told. */
  readonly alerts?: KeptFor;
  /** Who changed what, and what retraining decided; forever unless told. */
  readonly audit?: KeptFor;
  /** Whether events go that no retraining has read yet: they stay unless told. */
  readonly unlearned?: "keep" | "remove";
}

/** Milliseconds; null: forever. */
export interface RetentionDefinition {
  readonly eventsMs: number | null;
  readonly predictionsMs: number | null;
  readonly feedbackMs: number | null;
  readonly profilesMs: Readonly<Record<"minutes" | "hours" | "days", number | null>>;
  readonly notificationsMs: number | null;
  readonly alertsMs: number | null;
  readonly auditMs: number | null;
  readonly unlearned: "keep" | "remove";
}

/** What `options` mean. */
export function resolveRetention(options: RetentionOptions = {}): RetentionDefinition {
  const { events = "forever", predictions = "forever", profiles = {}, unlearned = "keep" } = options;
  const { minutes = "7d", hours = "90d", days = "730d" } = profiles;
  const { notifications = "90d", alerts = "365d", audit = "forever" } = options;
  const [eventsMs, predictionsMs] = [millis(events), millis(predictions)];
  return {
    eventsMs,
    predictionsMs,
    feedbackMs: options.feedback === undefined ? longer(eventsMs, predictionsMs) : millis(options.feedback),
    profilesMs: { minutes: millis(minutes), hours: millis(hours), days: millis(days) },
    notificationsMs: millis(notifications),
    alertsMs: millis(alerts),
    auditMs: millis(audit),
    unlearned,
  };
}

function millis(kept: KeptFor): number | null {
  return kept === "forever" ? null : durationMicros(kept) / 1_000;
}

/** The longer of two lengths of time; null is forever. */
export function longer(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}
