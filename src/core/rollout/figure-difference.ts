/** How much worse one figure is than another, with an interval made of both of theirs. */
import type { RolloutFigure } from "./check.ts";

export interface Worse {
  /** Positive where the challenger is worse. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface WorseOptions {
  readonly better: "higher" | "lower";
  /** How many times as wide as the figures' own intervals; 1 unless told. */
  readonly widened?: number;
}

/**
 * How much worse `challenger` is than `champion`, two independent figures: the method of variance estimates recovery
 * (Newcombe 1998; Zou and Donner 2008). Null where one of them has no interval.
 */
export function worseBy(
  challenger: RolloutFigure,
  champion: RolloutFigure,
  { better, widened = 1 }: WorseOptions,
): Worse | null {
  const [one, other] = better === "higher" ? [champion, challenger] : [challenger, champion];
  if (one.low === null || one.high === null || other.low === null || other.high === null) return null;
  const value = one.value - other.value;
  const below = Math.hypot(one.value - one.low, other.high - other.value);
  const above = Math.hypot(one.high - one.value, other.value - other.low);
  return { value, low: value - widened * below, high: value + widened * above };
}
