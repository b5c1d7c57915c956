/** The distances that a window can be judged by, each with what it needs and what of it nobody would care about. */
import { jensenShannon } from "./jensen-shannon.ts";
import { largestCumulated } from "./kolmogorov-smirnov.ts";
import { largestDifference } from "./largest-difference.ts";
import { populationStability } from "./population-stability.ts";
import { type Counts, totalOf } from "./shares.ts";
import { type Places, wasserstein } from "./wasserstein.ts";

export const driftMeasures = [
  "jensenShannon",
  "wasserstein",
  "populationStability",
  "largestDifference",
  "kolmogorovSmirnov",
] as const;
export type DriftMeasure = (typeof driftMeasures)[number];

/** A subject's baseline as counts over bins, and the counts of the windows of time that it was made of. */
export interface Reference {
  readonly counts: Counts;
  /** Of numbers: the bins follow one another. */
  readonly isOrdered: boolean;
  /** Of numbers whose values differ. */
  readonly places: Places | null;
  readonly windows: readonly Counts[];
}

interface MeasureRow {
  /** Null where the measure says nothing of such values. */
  readonly between: (reference: Reference, counts: Counts) => number | null;
  /** It grows with the square of a difference, so its root is what has a spread. */
  readonly isSquared: boolean;
  /** Below it a difference is none to a person, however many rows prove it. */
  readonly negligible: number;
}

export const measureTable: Readonly<Record<DriftMeasure, MeasureRow>> = {
  jensenShannon: {
    between: ({ counts }, window) => jensenShannon(counts, window),
    isSquared: false,
    negligible: 0.02,
  },
  wasserstein: {
    between: ({ counts, places }, window) => (places === null ? null : wasserstein(counts, window, places)),
    isSquared: false,
    negligible: 0.02,
  },
  populationStability: {
    between: ({ counts }, window) => populationStability(counts, window),
    isSquared: true,
    negligible: 0.002,
  },
  largestDifference: {
    between: ({ counts }, window) => largestDifference(counts, window),
    isSquared: false,
    negligible: 0.005,
  },
  kolmogorovSmirnov: {
    between: ({ counts, isOrdered }, window) => (isOrdered ? largestCumulated(counts, window) : null),
    isSquared: false,
    negligible: 0.005,
  },
};

/** How far a window is from the baseline; null where one of them has no row or the measure does not apply. */
export function distanceBetween(measure: DriftMeasure, reference: Reference, counts: Counts): number | null {
  const hasRows = totalOf(reference.counts) > 0 && totalOf(counts) > 0;
  return hasRows ? measureTable[measure].between(reference, counts) : null;
}
