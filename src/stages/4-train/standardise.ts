/** Columns as the engine gives them into row-major matrices: tight loops over typed arrays, no value is boxed. */
import type { NumberColumn } from "../../io/number-stream.ts";
import { greatestStandardised, type Standardise } from "./encoded-input.ts";

/** The rows `from` to `to` (exclusive) of a column, and where they go. */
export interface Place {
  readonly from: number;
  readonly to: number;
  /** Index in the matrix of the value of row `from`, and the distance to the next. */
  readonly first: number;
  readonly stride: number;
}

export type Write = (column: NumberColumn, matrix: Float32Array | Int32Array, place: Place) => void;

export const copyInto: Write = (column, matrix, { from, to, first, stride }) => {
  for (let row = from, at = first; row < to; row++, at += stride) matrix[at] = column[row] ?? 0;
};

/** The exported graph's arithmetic: NaN is missing; impute, centre, scale, clip; a column beside it tells the missing. */
export function standardiseInto(encoding: Standardise): Write {
  const most = greatestStandardised;
  const filled = Math.max(-most, Math.min(most, (encoding.impute - encoding.mean) / encoding.scale));
  // Every branch stores for itself: a value that is chosen first and stored then would be boxed, at thrice the time.
  const scaleInto: Write = (column, matrix, { from, to, first, stride }) => {
    const { mean, scale } = encoding;
    for (let row = from, at = first; row < to; row++, at += stride) {
      const scaled = ((column[row] ?? Number.NaN) - mean) / scale;
      if (scaled >= -most && scaled <= most) matrix[at] = scaled;
      else if (scaled > most) matrix[at] = most;
      else if (scaled < -most) matrix[at] = -most;
      else matrix[at] = filled;
    }
  };
  if (!encoding.indicator) return scaleInto;
  return (column, matrix, place) => {
    scaleInto(column, matrix, place);
    markMissing(column, matrix, { ...place, first: place.first + 1 });
  };
}

const markMissing: Write = (column, matrix, { from, to, first, stride }) => {
  for (let row = from, at = first; row < to; row++, at += stride)
    matrix[at] = Number.isNaN(column[row]) ? 1 : 0;
};
