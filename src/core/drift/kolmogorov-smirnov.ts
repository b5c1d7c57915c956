import { type Counts, sharesOf, totalOf } from "./shares.ts";

export interface TestResult {
  readonly statistic: number;
  /** The chance of a statistic at least as great where nothing differs. */
  readonly pValue: number;
}

/** The greatest difference of the two cumulated shares; the order of the bins means something. */
export function largestCumulated(one: Counts, other: Counts): number {
  const [p, q] = [sharesOf(one), sharesOf(other)];
  let [ahead, most] = [0, 0];
  for (let bin = 0; bin + 1 < p.length; bin++) {
    ahead += (p[bin] ?? 0) - (q[bin] ?? 0);
    most = Math.max(most, Math.abs(ahead));
  }
  return Math.min(1, most);
}

/**
 * The two-sample test of Kolmogorov and Smirnov on binned values, with its limiting distribution. Rows of one bin are
 * ties, so the true chance is at most the one told: the test is careful, the more so the fewer the bins.
 */
export function kolmogorovSmirnov(one: Counts, other: Counts): TestResult {
  const [n, m] = [totalOf(one), totalOf(other)];
  const statistic = largestCumulated(one, other);
  return { statistic, pValue: kolmogorovTail(statistic * Math.sqrt((n * m) / (n + m))) };
}

/** The chance that Kolmogorov's statistic is above x, by the one of its two series that converges fast there. */
function kolmogorovTail(x: number): number {
  if (!(x > 0.04)) return 1; // from there down the chance is 1 to the last bit
  const terms = Array.from({ length: 20 }, (_, index) => index + 1);
  if (x < 1.18) {
    const term = (k: number) => Math.exp(-(((2 * k - 1) * Math.PI) ** 2) / (8 * x * x));
    return Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / x) * terms.reduce((sum, k) => sum + term(k), 0));
  }
  const term = (k: number) => (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return terms.reduce((sum, k) => sum + term(k), 0);
}
