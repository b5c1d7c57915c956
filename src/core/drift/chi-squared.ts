import { gammaTail } from "../statistics/gamma-tail.ts";
import type { TestResult } from "./kolmogorov-smirnov.ts";
import { type Counts, totalOf } from "./shares.ts";

/** Pearson's test of homogeneity on the two windows' table, without correction; bins empty in both are left out. */
export function chiSquared(one: Counts, other: Counts): TestResult {
  const [n, m] = [totalOf(one), totalOf(other)];
  let [statistic, filled] = [0, 0];
  for (let bin = 0; bin < one.length; bin++) {
    const [left, right] = [one[bin] ?? 0, other[bin] ?? 0];
    if (left + right === 0) continue;
    filled += 1;
    const expected = ((left + right) / (n + m)) * n;
    const expectedOther = left + right - expected;
    statistic += (left - expected) ** 2 / expected + (right - expectedOther) ** 2 / expectedOther;
  }
  return { statistic, pValue: filled < 2 ? 1 : gammaTail((filled - 1) / 2, statistic / 2) };
}
