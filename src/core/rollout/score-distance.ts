import type { Sketch } from "../profile/index.ts";

/** The greatest difference of the cumulative shares of two sets of values (Kolmogorov–Smirnov); NaN where one is empty. */
export function scoreDistance(one: Sketch, other: Sketch): number {
  const [all, others] = [total(one), total(other)];
  if (all === 0 || others === 0) return Number.NaN;
  let [seen, seenOthers, greatest, at, from] = [0, 0, 0, 0, 0];
  while (at < one.length || from < other.length) {
    const [left, right] = [one[at]?.[0] ?? Infinity, other[from]?.[0] ?? Infinity];
    if (left <= right) seen += one[at++]?.[1] ?? 0;
    if (right <= left) seenOthers += other[from++]?.[1] ?? 0;
    greatest = Math.max(greatest, Math.abs(seen / all - seenOthers / others));
  }
  return greatest;
}

function total(sketch: Sketch): number {
  return sketch.reduce((sum, [, count]) => sum + count, 0);
}

/** What two samples of one distribution stay below in 95 of 100 cases (Smirnov 1948). */
export function chanceDistance(one: number, other: number): number {
  return 1.358 * Math.sqrt((one + other) / (one * other));
}
