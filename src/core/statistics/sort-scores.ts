/** Binary rows by ascending score: what thresholds, areas under curves and bins are read from. */
export interface SortedScores {
  readonly scores: Float32Array;
  /** 1 is a positive row. */
  readonly labels: Uint8Array;
}

const mostPlaces = 2 ** 22;

/**
 * Sorts the rows of `scores` (0 … 1) and `labels` (0 or 1) by score. The bits of a float that is not negative order as
 * the float does, so each row becomes one 32-bit key with its label in the lowest bit, which sorts natively.
 */
export function sortScores(scores: Float32Array, labels: ArrayLike<number>): SortedScores {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keys = new Uint32Array(scores.length);
  for (let row = 0; row < keys.length; row++) {
    keys[row] = ((bits[row] ?? 0) << 1) | (labels[row] === 1 ? 1 : 0);
  }
  keys.sort();
  const sortedLabels = new Uint8Array(keys.length);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] ?? 0;
    sortedLabels[row] = key & 1;
    keys[row] = key >>> 1;
  }
  return { scores: new Float32Array(keys.buffer), labels: sortedLabels };
}

/** The place of each row of `sortScores` among the rows as they were given; for at most 2²² rows. */
export function sortedPlaces(scores: Float32Array, labels: ArrayLike<number>): Uint32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keys = Float64Array.from(scores, (_, row) => {
    const key = (bits[row] ?? 0) * 2 + (labels[row] === 1 ? 1 : 0);
    return key * mostPlaces + row; // 31 bits and 22: a double holds both
  });
  return Uint32Array.from(keys.sort(), (key) => key % mostPlaces);
}

/** The first row whose score is at least `threshold`: it and those after it are predicted true. */
export function firstPredicted({ scores }: SortedScores, threshold: number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((scores[middle] ?? 0) >= threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}
