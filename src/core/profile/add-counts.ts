/** Bin by bin; both are of the same bins. */
export function addCounts(one: readonly number[], other: readonly number[]): number[] {
  if (one.length !== other.length) throw new Error("Counts of different bins do not merge");
  return one.map((count, at) => count + (other[at] ?? 0));
}
