import { type Counts, sharesOf } from "./shares.ts";

/** Where the bins of a number stand, and how far its values lie apart. */
export interface Places {
  /** One value a bin, ascending: its middle; of the bins below and above all, the baseline's least and greatest value. */
  readonly positions: readonly number[];
  /** The baseline's standard deviation, above zero. */
  readonly spread: number;
}

/**
 * The Wasserstein distance of order 1 (how far rows must be moved, on average) between windows whose rows stand at their
 * bins' positions, in units of the baseline's spread. What lies outside the baseline's range counts as standing at its
 * edge, so the distance is then a lower bound.
 */
export function wasserstein(one: Counts, other: Counts, { positions, spread }: Places): number {
  const [p, q] = [sharesOf(one), sharesOf(other)];
  let [ahead, moved] = [0, 0];
  for (let bin = 0; bin + 1 < positions.length; bin++) {
    ahead += (p[bin] ?? 0) - (q[bin] ?? 0);
    moved += Math.abs(ahead) * ((positions[bin + 1] ?? 0) / spread - (positions[bin] ?? 0) / spread);
  }
  return moved;
}
