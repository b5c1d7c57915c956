import { type Counts, sharesOf } from "./shares.ts";

/** The least share that a bin counts with, so that an empty one does not make the index infinite. */
export const leastShare = 1e-4;

/**
 * The population stability index: Σ (q − p) · ln(q / p), the symmetric divergence of Jeffreys (1946). A bin that is empty
 * in both windows adds nothing; one whose share is below 0.0001 in one of them counts there with 0.0001.
 */
export function populationStability(one: Counts, other: Counts): number {
  const [p, q] = [sharesOf(one), sharesOf(other)];
  let index = 0;
  for (let bin = 0; bin < p.length; bin++) {
    if (p[bin] === 0 && q[bin] === 0) continue;
    const [left, right] = [Math.max(leastShare, p[bin] ?? 0), Math.max(leastShare, q[bin] ?? 0)];
    index += (right - left) * Math.log(right / left);
  }
  return index;
}
