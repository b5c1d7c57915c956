import { benjaminiHochberg } from "../statistics/benjamini-hochberg.ts";
import type { DriftSignal } from "./drift-signal.ts";

/**
 * drift: beyond its threshold, and still beyond chance among all that was looked at. possible: beyond its threshold, as
 * one of so many may be by chance. notEnoughData: fewer rows than the least, so neither good nor bad.
 */
export const driftStates = ["ok", "possible", "drift", "notEnoughData"] as const;
export type DriftState = (typeof driftStates)[number];

export interface JudgeDriftOptions {
  /** Rows below which nothing is said. */
  readonly leastCount: number;
  /** The chance that a window without drift shows any, over all its signals together. */
  readonly falseAlarms: number;
}

/** The state of each signal, in their order; null stands for what had nothing to compare. */
export function judgeDrift(
  signals: readonly (DriftSignal | null)[],
  { leastCount, falseAlarms }: JudgeDriftOptions,
): DriftState[] {
  const isJudged = (signal: DriftSignal | null) => signal !== null && signal.count >= leastCount;
  const judged = signals.filter((signal) => signal !== null).filter(isJudged);
  const adjusted = benjaminiHochberg(judged.map(({ pValue }) => pValue));
  const sure = new Set(judged.filter((_, index) => (adjusted[index] ?? 1) <= falseAlarms));
  return signals.map((signal) => {
    if (signal === null || signal.count < leastCount) return "notEnoughData";
    if (signal.distance <= signal.threshold) return "ok";
    return sure.has(signal) ? "drift" : "possible";
  });
}
