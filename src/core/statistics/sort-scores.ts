/** Binary rows by ascending score: what thresholds, areas under curves and bins are read from. */
export interface SortedScores {
  readonly scores: Float32Array;
  /** 1 is a positive row. */
  readonly labels: Uint8Array;
}

/**
 * Sorts the rows of `scores` (0 … 1) and `labels` (0 or 1) by score. The bits of a float that is not negative order as
 * the float does, so each row becomes one 32-bit key with its label in the lowest bit, which sorts natively.
 */
export function sortScores(scores: Float32Array, labels: ArrayLike<number>): SortedScores {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const keys = new Uint32Array(scores.length);
  for (let row = 0; row < keys.length; row++) {
    keys[row] = keyOf(bits, labels, row);
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

/** The place of each row of `sortScores` among the rows as they were given. */
export function sortedPlaces(scores: Float32Array, labels: ArrayLike<number>): Uint32Array {
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  const pairs = new BigUint64Array(scores.length);
  const halves = new Uint32Array(pairs.buffer);
  for (let row = 0; row < pairs.length; row++) {
    halves[2 * row + lowHalf] = row;
    halves[2 * row + 1 - lowHalf] = keyOf(bits, labels, row);
  }
  pairs.sort();
  return Uint32Array.from(scores, (_, place) => halves[2 * place + lowHalf] ?? 0);
}

/** Which half of a 64-bit number in memory is the low one: 0 on little-endian machines. */
const lowHalf = new Uint32Array(BigUint64Array.of(1n).buffer)[0] === 1 ? 0 : 1;

function keyOf(bits: Uint32Array, labels: ArrayLike<number>, row: number): number {
  return ((bits[row] ?? 0) << 1) | (labels[row] === 1 ? 1 : 0);
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
