/** What remains of events that are folded away: all that an aggregate over all time asks of them. */
import type { Value } from "../../core/expression/index.ts";
import type { EventKey } from "./live-event.ts";

/** Of one column. */
export interface ColumnSummary {
  values: number;
  sum: number;
  mean: number;
  /** The sum of squared deviations from the mean (Welford 1962). */
  squares: number;
  /** The greatest magnitude. */
  greatest: number;
  min: number | null;
  max: number | null;
  first: Value;
  last: Value;
  /** Every value, where a distinct count over all time asks for it. */
  readonly remembered: Set<Exclude<Value, null>>;
}

/** Of one lane. */
export interface LaneSummary {
  events: number;
  /** The last event that was folded: what stands no later in the order is part of this. */
  through: EventKey | null;
  readonly columns: ColumnSummary[];
}

export function emptySummary(columns: number): LaneSummary {
  return {
    events: 0,
    through: null,
    columns: Array.from({ length: columns }, () => ({
      values: 0,
      sum: 0,
      mean: 0,
      squares: 0,
      greatest: 0,
      min: null,
      max: null,
      first: null,
      last: null,
      remembered: new Set(),
    })),
  };
}

/** Takes the next event's value, in the order of events, into `summary`. */
export function foldValue(summary: ColumnSummary, value: Value, remembers: boolean): void {
  if (value === null) return;
  summary.first ??= value;
  summary.last = value;
  summary.values += 1;
  if (remembers) summary.remembered.add(value);
  if (typeof value !== "number") return;
  const delta = value - summary.mean;
  summary.sum += value;
  summary.mean += delta / summary.values;
  summary.squares += delta * (value - summary.mean);
  summary.greatest = Math.max(summary.greatest, Math.abs(value));
  summary.min = summary.min === null ? value : Math.min(summary.min, value);
  summary.max = summary.max === null ? value : Math.max(summary.max, value);
}

/** A lane's summary as JSON holds it; numbers beyond the float range become null. */
export interface StoredSummary {
  readonly events: number;
  readonly through: EventKey | null;
  readonly columns: readonly (Omit<ColumnSummary, "remembered" | "sum" | "mean" | "squares"> & {
    readonly sum: number | null;
    readonly mean: number | null;
    readonly squares: number | null;
    readonly remembered: readonly Exclude<Value, null>[];
  })[];
}

export function storeSummary({ events, through, columns }: LaneSummary): StoredSummary {
  return {
    events,
    through,
    columns: columns.map((column) => ({ ...column, remembered: [...column.remembered] })),
  };
}

export function loadSummary({ events, through, columns }: StoredSummary): LaneSummary {
  return {
    events,
    through,
    columns: columns.map((column) => ({
      ...column,
      sum: column.sum ?? Number.NaN,
      mean: column.mean ?? Number.NaN,
      squares: column.squares ?? Number.NaN,
      remembered: new Set(column.remembered),
    })),
  };
}
