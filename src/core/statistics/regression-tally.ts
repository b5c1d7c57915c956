/** Everything that the regression metrics are made of. */
export interface RegressionRows {
  readonly labels: Float64Array;
  readonly answers: Float32Array;
}

export interface RegressionTally {
  readonly rows: number;
  readonly meanAbsoluteError: number;
  readonly meanSquaredError: number;
  /** Mean square of the labels' distance from their own mean. */
  readonly labelVariance: number;
}

/** Counts `rows`, each as often as `counts` says (once without them). */
export function tallyRegression(rows: RegressionRows, counts?: ArrayLike<number>): RegressionTally {
  const { labels, answers } = rows;
  let total = 0;
  let absoluteSum = 0;
  let squareSum = 0;
  let mean = 0;
  let spread = 0;
  for (let row = 0; row < labels.length; row++) {
    const count = counts === undefined ? 1 : (counts[row] ?? 0);
    if (count === 0) continue;
    const label = labels[row] ?? Number.NaN;
    const error = (answers[row] ?? Number.NaN) - label;
    absoluteSum += count * Math.abs(error);
    squareSum += count * error ** 2;
    total += count;
    const step = label - mean;
    mean += (step * count) / total;
    spread += count * step * (label - mean);
  }
  return {
    rows: total,
    meanAbsoluteError: absoluteSum / total,
    meanSquaredError: squareSum / total,
    labelVariance: spread / total,
  };
}
