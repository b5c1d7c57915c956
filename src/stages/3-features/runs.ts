/** Places in a list as runs: from, to, from, to, …; each `to` is not included. */
export type Runs = readonly number[];

/** The last `count` places of `runs`. */
export function lastPlaces(runs: Runs, count: number): number[] {
  const kept: number[] = [];
  let left = count;
  for (let at = runs.length - 2; at >= 0 && left > 0; at -= 2) {
    const [from, to] = [runs[at] ?? 0, runs[at + 1] ?? 0];
    const start = Math.max(from, to - left);
    kept.unshift(start, to);
    left -= to - start;
  }
  return kept;
}

/** How many places there are in `runs`. */
export function countPlaces(runs: Runs): number {
  let total = 0;
  for (let at = 0; at < runs.length; at += 2) total += (runs[at + 1] ?? 0) - (runs[at] ?? 0);
  return total;
}
