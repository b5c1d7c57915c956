import { type Counts, sharesOf } from "./shares.ts";

/** L∞: by how much the share of the bin that differs most differs. */
export function largestDifference(one: Counts, other: Counts): number {
  const [p, q] = [sharesOf(one), sharesOf(other)];
  return p.reduce((most, share, bin) => Math.max(most, Math.abs(share - (q[bin] ?? 0))), 0);
}
