/** What a value is held against, for a table and for one event alike. */

/** Bounds between which values are no outliers. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** The last microsecond that is not the future. */
export function latestMicros(now: number, toleranceMicros: number): number {
  return Math.round(now * 1_000) + toleranceMicros;
}
