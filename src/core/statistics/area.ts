/** The area under the ROC curve of rows that are gathered by score, with its 95% interval; ties count half. */
import type { Estimate } from "../metric.ts";
import { z95 } from "./interval.ts";

/** Rows of one score; those of greater score come later. */
export interface ScoreGroup {
  readonly zeros: number;
  readonly ones: number;
}

/**
 * The area with the interval of DeLong, DeLong and Clarke-Pearson (1988), from how the rows of each class are placed
 * among the other's; NaN where a class is missing.
 */
export function areaOf(groups: readonly ScoreGroup[]): Estimate {
  const placed = placeGroups(groups);
  const [zeros, ones] = [placed.zeros, placed.ones];
  const value = placed.ordered / (zeros * ones);
  let spreadOfOnes = 0;
  let spreadOfZeros = 0;
  for (const { group, zerosBelow, onesAbove } of placed.groups) {
    spreadOfOnes += group.ones * (zerosBelow / zeros - value) ** 2;
    spreadOfZeros += group.zeros * (onesAbove / ones - value) ** 2;
  }
  const variance = varianceOfMean(spreadOfOnes, ones) + varianceOfMean(spreadOfZeros, zeros);
  return within(value, z95 * Math.sqrt(variance));
}

/** Rows of nearly one score: how many, and how many ones their probabilities promise. */
export interface PromisedGroup {
  readonly rows: number;
  readonly ones: number;
}

/**
 * The area that calibrated scores promise, with the interval in which it falls for 95% of the labels that they may
 * have; the labels' part is linear to the first order (delta method). `variance` is Σ p (1 − p) over the rows.
 */
export function promisedArea(groups: readonly PromisedGroup[], variance: number): Estimate {
  const placed = placeGroups(groups.map(({ rows, ones }) => ({ zeros: rows - ones, ones })));
  const pairs = placed.zeros * placed.ones - variance; // no row is a pair with itself
  const value = (placed.ordered - variance / 2) / pairs;
  let spread = 0;
  for (const { group, zerosBelow, onesAbove } of placed.groups) {
    const rows = group.zeros + group.ones;
    const slope = zerosBelow - onesAbove - value * (placed.zeros - placed.ones);
    spread += (rows > 0 ? (group.ones * group.zeros) / rows : 0) * (slope / pairs) ** 2;
  }
  return within(value, z95 * Math.sqrt(spread));
}

interface Placed {
  readonly zeros: number;
  readonly ones: number;
  /** Pairs of a one and a zero in the right order. */
  readonly ordered: number;
  /** With the rows of the other class that stand on the right side of a row of the group. */
  readonly groups: readonly {
    readonly group: ScoreGroup;
    readonly zerosBelow: number;
    readonly onesAbove: number;
  }[];
}

function placeGroups(groups: readonly ScoreGroup[]): Placed {
  const allOnes = groups.reduce((sum, { ones }) => sum + ones, 0);
  let [zeros, ones, ordered] = [0, 0, 0];
  const placed = groups.map((group) => {
    const zerosBelow = zeros + group.zeros / 2;
    const onesAbove = allOnes - ones - group.ones / 2;
    ordered += group.ones * zerosBelow;
    zeros += group.zeros;
    ones += group.ones;
    return { group, zerosBelow, onesAbove };
  });
  return { zeros, ones, ordered, groups: placed };
}

function varianceOfMean(spread: number, rows: number): number {
  return rows > 1 ? spread / (rows - 1) / rows : 0;
}

function within(value: number, half: number): Estimate {
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}
