/** Columns as the engine gives them into row-major matrices: tight loops over typed arrays, no value is boxed. */
import type { NumberColumn } from "../../io/number-stream.ts";
import { greatestStandardised, type Standardise } from "./encoded-input.ts";

export interface Place {
  /** Index in the matrix of the first value, and the distance to the next. */
  readonly first: number;
  readonly stride: number;
}

export type Write = (column: NumberColumn, matrix: Float32Array | Int32Array, place: Place) => void;

export const copyInto: Write = (column, matrix, { first, stride }) => {
  for (let row = 0, at = first; row < column.length; row++, at += stride) matrix[at] = column[row] ?? 0;
};

/** The exported graph's arithmetic: NaN is missing; impute, centre, scale, clip; a column beside it tells the missing. */
export function standardiseInto({ mean, scale, impute, indicator }: Standardise): Write {
  const most = greatestStandardised;
  return (column, matrix, { first, stride }) => {
    for (let row = 0, at = first; row < column.length; row++, at += stride) {
      const value = column[row] ?? Number.NaN;
      const missing = Number.isNaN(value);
      const scaled = ((missing ? impute : value) - mean) / scale;
      matrix[at] = scaled < -most ? -most : scaled > most ? most : scaled;
      if (indicator) matrix[at + 1] = missing ? 1 : 0;
    }
  };
}
