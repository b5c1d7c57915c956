/**
 * One measured figure of one window. `value` is null where there is not enough to say; `low` and `high` are the 95%
 * interval around it, both null where the measure has none.
 */
export interface Reading {
  /** The kind of the monitor that it was measured for, or the metric's name. */
  readonly measure: string;
  /** A feature, a column, a slice or a phase; empty for the whole. */
  readonly subject: string;
  /** The window [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** What the value was measured on: labels, predictions or requests. */
  readonly count: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The model's version, where the figure is of one. */
  readonly version?: number;
  /** Why there is no value: a clause for people, such as "no prediction has a label yet". */
  readonly why?: string;
}
