/** The mean and the standard deviation of a distance, over windows in which nothing has drifted. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

/** Of some values; the deviation is that of a sample, 0 of one value. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/** What is left of `whole` where `part` is taken out of it, as lengths at right angles; never below zero. */
export function without(whole: Spread, part: Spread): Spread {
  const rest = (one: number, other: number) => Math.sqrt(Math.max(0, one ** 2 - other ** 2));
  return { mean: rest(whole.mean, part.mean), deviation: rest(whole.deviation, part.deviation) };
}

/** Two spreads with causes of their own, together. */
export function together(one: Spread, other: Spread): Spread {
  return { mean: Math.hypot(one.mean, other.mean), deviation: Math.hypot(one.deviation, other.deviation) };
}
