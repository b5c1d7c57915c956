import type { Estimate } from "../metric.ts";

/** The 97.5% quantile of the standard normal distribution: half the width of a 95% interval, in standard errors. */
export const z95 = 1.959963984540054;

/** A share with its 95% score interval (Wilson 1927); NaN where `total` is 0. */
export function wilsonInterval(successes: number, total: number): Estimate {
  const share = successes / total;
  const z2 = z95 ** 2;
  const centre = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (z95 / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total ** 2));
  const low = successes === 0 ? 0 : Math.max(0, centre - half);
  const high = successes === total ? 1 : Math.min(1, centre + half);
  return { value: share, low, high };
}

/** The mean of `values` with its 95% normal interval; of one value, that value three times. */
export function meanInterval(values: ArrayLike<number>): Estimate {
  const { mean, standardError } = meanAndError(values);
  const half = z95 * standardError;
  return { value: mean, low: mean - half, high: mean + half };
}

/** The root of the mean of `squares`, with the interval of the mean taken through the root. */
export function rootMeanInterval(squares: ArrayLike<number>): Estimate {
  const { value, low, high } = meanInterval(squares);
  return { value: Math.sqrt(value), low: Math.sqrt(Math.max(0, low)), high: Math.sqrt(high) };
}

function meanAndError(values: ArrayLike<number>): { mean: number; standardError: number } {
  const rows = values.length;
  let mean = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row] ?? Number.NaN;
    const step = value - mean;
    mean += step / (row + 1);
    squares += step * (value - mean);
  }
  if (rows === 0) return { mean: Number.NaN, standardError: Number.NaN };
  return { mean, standardError: rows === 1 ? 0 : Math.sqrt(squares / (rows - 1) / rows) };
}
