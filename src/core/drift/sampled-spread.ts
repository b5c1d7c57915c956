import type { Random } from "../random.ts";
import { drawBinomial } from "../statistics/draw-binomial.ts";
import { type DriftMeasure, distanceBetween, measureTable, type Reference } from "./drift-measure.ts";
import { type Counts, totalOf } from "./shares.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** Windows drawn to learn how far chance alone moves one: its σ is then known to 4%. */
const draws = 300;

export interface SampledSpreadOptions {
  readonly measure: DriftMeasure;
  /** Rows of a window. */
  readonly rows: number;
  readonly random: Random;
}

/**
 * How far from the baseline windows of so many rows are by chance alone, drawn from the baseline's own shares. A bin that
 * the baseline left empty is drawn from as though it held one row: of n exchangeable values the next is a new extreme
 * with the chance 1 / (n + 1).
 */
export function sampledSpread(reference: Reference, options: SampledSpreadOptions): Spread {
  const { measure, rows, random } = options;
  const weights = reference.counts.map((count) => Math.max(1, count));
  const distances = Array.from({ length: draws }, () => {
    const drawn = drawCounts(weights, Math.max(1, Math.round(rows)), random);
    return asLength(measure, distanceBetween(measure, reference, drawn) ?? 0);
  });
  return spreadOf(distances);
}

/** A measure as what adds up at right angles: its root where it is squared. */
export function asLength(measure: DriftMeasure, value: number): number {
  return measureTable[measure].isSquared ? Math.sqrt(value) : value;
}

/** A draw of the multinomial distribution, bin after bin. */
function drawCounts(weights: Counts, rows: number, random: Random): number[] {
  let left = rows;
  let weight = totalOf(weights);
  const drawn: number[] = [];
  for (const each of weights) {
    const isLast = drawn.length === weights.length - 1;
    const count = isLast ? left : drawBinomial(left, each / weight, random);
    drawn.push(count);
    left -= count;
    weight -= each;
  }
  return drawn;
}
