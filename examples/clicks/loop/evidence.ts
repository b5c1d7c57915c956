/** What stations look for in the diary, and how figures are said in them. */
import { formatShare } from "../../../src/cli/render/format.ts";
import type { MonitorKind, Reading } from "../../../src/core/monitor/index.ts";
import { type AlertChanged, type Diary, eventsOf, type RolloutTold, type Watched } from "./diary.ts";

/** What shows that a station happened, and when it was seen, epoch milliseconds. */
export interface Evidence {
  readonly at: number;
  readonly text: string;
}

export interface SeenReading extends Reading {
  /** When the monitors looked. */
  readonly at: number;
  readonly value: number;
}

/** Every value of a monitor, in the order of the looks. */
export function readingsOf(diary: Diary, kind: MonitorKind, subject = ""): readonly SeenReading[] {
  return eventsOf(diary, "watched").flatMap(({ at, readings }) =>
    readings
      .filter((reading) => reading.monitor === kind && reading.subject === subject)
      .flatMap((reading) => (reading.value === null ? [] : [{ ...reading, value: reading.value, at }])),
  );
}

/** What happened to the alert of a monitor. */
export function changesOf(
  diary: Diary,
  monitor: string,
  ...changes: readonly AlertChanged["change"][]
): readonly AlertChanged[] {
  return eventsOf(diary, "alert").filter(
    (event) => event.monitor === monitor && changes.includes(event.change),
  );
}

/** From when to when the alert on accuracy was on and nobody had acknowledged it. */
export function firingSpans(diary: Diary): readonly { readonly from: number; readonly to: number }[] {
  const spans: { readonly from: number; readonly to: number }[] = [];
  let from: number | null = null;
  for (const { at, phase, monitor } of eventsOf(diary, "alert")) {
    if (monitor !== "accuracy") continue;
    if (phase === "firing") from ??= at;
    else if (from !== null) {
      spans.push({ from, to: at });
      from = null;
    }
  }
  return from === null ? spans : [...spans, { from, to: diary.to }];
}

export interface RolloutSpan {
  readonly rollout: string;
  readonly version: number;
  readonly mode: RolloutTold["mode"];
  readonly share: number;
  readonly from: number;
  readonly to: number;
  /** How it ended: a step further, promoted, rolled back; null where it was still going on. */
  readonly end: RolloutTold["change"] | null;
}

/** Every step of every rollout. */
export function rolloutSpans(diary: Diary): readonly RolloutSpan[] {
  const told = eventsOf(diary, "rollout").filter(({ change }) => change !== "checked");
  return told.flatMap(({ rollout, version, mode, share, change, at }, index) => {
    if (change !== "started" && change !== "stepped") return [];
    const next = told.slice(index + 1).find((event) => event.rollout === rollout);
    const [to, end] = [next?.at ?? diary.to, next?.change ?? null];
    return [{ rollout, version, mode, share, from: at, to, end }];
  });
}

/** Answers of every version between two times. */
export function answersBetween(diary: Diary, from: number, to: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { answers } of eventsOf(diary, "watched").filter(({ at }) => at > from && at <= to))
    for (const { version, count } of answers) counts.set(version, (counts.get(version) ?? 0) + count);
  return counts;
}

/** 86.1% (84.0% to 88.0%) */
export function withBand({ value, low, high }: Pick<SeenReading, "value" | "low" | "high">): string {
  if (low === null || high === null) return formatShare(value);
  return `${formatShare(value)} (${formatShare(low)} to ${formatShare(high)})`;
}

/** The looks at which nothing could be measured. */
export function failuresOf(diary: Diary): readonly Pick<Watched, "at" | "failures">[] {
  return eventsOf(diary, "watched").filter(({ failures }) => failures.length > 0);
}
