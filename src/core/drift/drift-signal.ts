/** One thing that may have drifted, measured: the values of a subject, or how many of them are missing. */
import { twoSharesTest } from "../statistics/two-shares-test.ts";
import { type DriftMeasure, distanceBetween, measureTable, type Reference } from "./drift-measure.ts";
import { noDriftSpread } from "./no-drift-spread.ts";
import { asLength } from "./sampled-spread.ts";
import { type Counts, totalOf } from "./shares.ts";
import type { Spread } from "./spread.ts";
import { tailChance } from "./tail-chance.ts";

export interface DriftSignal {
  readonly measure: DriftMeasure;
  /** The rows that it was measured on. */
  readonly count: number;
  readonly distance: number;
  /** Above it the window differs more than windows without drift do. */
  readonly threshold: number;
  /** The chance of such a distance without drift. */
  readonly pValue: number;
}

export interface SignalOptions {
  readonly measure: DriftMeasure;
  /** In place of the learned threshold; the changes among the reference windows are then not allowed for. */
  readonly threshold?: number | undefined;
}

const deviations = 3;

/** The distance of a window's values from the baseline with its threshold; null where there is nothing to compare. */
export function measureDrift(
  reference: Reference,
  window: Counts,
  options: SignalOptions,
): DriftSignal | null {
  const { measure, threshold } = options;
  const distance = distanceBetween(measure, reference, window);
  if (distance === null) return null;
  const count = totalOf(window);
  const spread = noDriftSpread(reference, { measure, rows: count, learned: threshold === undefined });
  return signalOf({ measure, count, distance, spread, threshold });
}

/** The same for the share of missing values; `window` and the reference count those present, then those missing. */
export function measureMissing(reference: Reference, window: Counts, threshold?: number): DriftSignal | null {
  const signal = measureDrift(reference, window, { measure: "largestDifference", threshold });
  if (signal === null) return null;
  const [present = 0, missing = 0] = reference.counts;
  const here = { count: window[1] ?? 0, total: signal.count };
  // The exact test knows what few rows are; the spread knows how the share changes by itself. The more careful one holds.
  const test = twoSharesTest({ count: missing, total: present + missing }, here);
  return { ...signal, pValue: Math.max(signal.pValue, test) };
}

export interface MeasuredDistance extends SignalOptions {
  readonly count: number;
  readonly distance: number;
  /** Of windows of this count without drift. */
  readonly spread: Spread;
}

/** A distance against what is expected without drift: beyond mean + 3σ, and beyond what nobody would care about. */
export function signalOf({ measure, count, distance, spread, threshold }: MeasuredDistance): DriftSignal {
  const length = spread.mean + deviations * spread.deviation;
  const { isSquared, negligible } = measureTable[measure];
  const learned = Math.max(isSquared ? length ** 2 : length, negligible);
  const pValue = tailChance(asLength(measure, distance), spread);
  return { measure, count, distance, threshold: threshold ?? learned, pValue };
}
