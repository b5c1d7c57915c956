/**
 * How a value of the source becomes a value of a declared kind, in SQL over whole columns. `seen` is the value as the
 * source has it and `tried` what `attempt` made of it; `value` is null where `seen` does not fit.
 */
import type { Column, ColumnKind } from "../../core/column.ts";

export interface Cast {
  /** Computed first, once; `value` refers to it as `tried`. */
  readonly attempt?: (seen: string) => string;
  readonly value: (seen: string, tried: string) => string;
  /** True for a value that is present and means missing. */
  readonly absent?: (seen: string) => string;
  /** No value of the source's type can fail to fit. */
  readonly sure?: true;
}

export type CastsByKind = { readonly [K in ColumnKind]: (column: Column) => Cast };

/** Kept as it is. */
export const asIs: Cast = { value: (seen) => seen, sure: true };

export const largestInteger = Number.MAX_SAFE_INTEGER;

/** What a value of the kind looks like, for the reason beside a misfit. */
export function wantedOf({ kind, format }: Column): string {
  return format === undefined ? wantedByKind[kind] : `a time in the format '${format}'`;
}

const wantedByKind: Readonly<Record<ColumnKind, string>> = {
  text: "text",
  category: "text",
  integer: "a whole number within ±2⁵³",
  number: "a finite number",
  boolean: "true/false, t/f, yes/no or 1/0",
  timestamp: "an ISO 8601 time between 1684 and 2255",
};

/** The reason beside a misfit. */
export function misfitReason(column: Column): string {
  return `not ${wantedOf(column)}`;
}

/** `micros` (BIGINT) within what a JavaScript number holds exactly. */
export function withinMicros(instant: string): string {
  return `CASE WHEN isfinite(${instant}) AND epoch_us(${instant}) BETWEEN -${largestInteger} AND ${largestInteger} THEN ${instant} END`;
}
