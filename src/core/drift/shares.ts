/** The counts of a window over bins; another window's are over the same bins, in the same order. */
export type Counts = readonly number[];

/** Each count's share of all; NaN where all are zero. */
export function sharesOf(counts: Counts): number[] {
  const total = totalOf(counts);
  return counts.map((count) => count / total);
}

export function totalOf(counts: Counts): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
