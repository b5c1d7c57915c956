/** Which numbers running totals are made of, and which measures they tell. */
import type { RowFunction, Window } from "../../core/expression/index.ts";
import type { Measure } from "./measure.ts";
import { type TotalMeasure, totalMeasures } from "./total-measures.ts";

export interface TotalColumn {
  readonly column: number;
  readonly at: number;
  readonly read: RowFunction;
  /** The column of the events whose number it is; null where it is computed. */
  readonly source: string | null;
}

/** Where the totals of one lane stand; −1 where nobody asks. */
export interface LaneTotals {
  readonly where: RowFunction | null;
  readonly index: number;
  /** How many events there are. */
  events: number;
  lastTime: number;
  /** By the lane's column, where it is told how many values there are; behind it stand their sum and what it lost. */
  readonly columns: TotalColumn[];
  /** Events this long before the horizon, microseconds, may be forgotten but for the totals. */
  settledMicros: number;
}

export interface TotalsPlan {
  readonly lanes: LaneTotals[];
  /** How many numbers the totals are. */
  width: number;
  /** The number of the cursor for each way to count events before a time. */
  readonly cursors: Map<string, number>;
}

/** Where a measure finds its totals. */
export interface TotalPlan {
  readonly measure: TotalMeasure;
  readonly at: number;
  readonly lag: number;
  readonly window: Window;
  /** The same for measures of the same window and lag. */
  readonly span: number;
  /** What finds the last event that counts, where it is mostly not the last at all, and the first. */
  readonly cursors: { readonly to: number | null; readonly from: number | null };
}

/** The lane of a measure, and its column there, −1 and undefined where it has none. */
interface TotalSource {
  readonly where: RowFunction | null;
  readonly index: number;
  readonly column: number;
  readonly read: RowFunction | undefined;
  readonly span: number;
}

/** The number of `value` among those asked for before, or the next. */
export function numberOf(numbers: Map<string, number>, value: unknown): number {
  const key = JSON.stringify(value);
  const number = numbers.get(key) ?? numbers.size;
  numbers.set(key, number);
  return number;
}

/** Makes room for `count` numbers and tells where. */
function takeCells(plan: TotalsPlan, count: number): number {
  plan.width += count;
  return plan.width - count;
}

/** The totals of a lane, made unless they are there; those of a condition count what satisfies it. */
function laneTotals(
  plan: TotalsPlan,
  { where, index, lag }: { readonly where: RowFunction | null; readonly index: number; readonly lag: number },
): LaneTotals {
  const known = plan.lanes.find((lane) => lane.index === index);
  if (known !== undefined) return known;
  const events = where === null ? -1 : takeCells(plan, 1);
  const made: LaneTotals = { where, index, events, lastTime: -1, columns: [], settledMicros: lag - 1 };
  plan.lanes.push(made);
  return made;
}

/** Makes room in `plan` for `measure` of the lane `index`; null where running totals cannot tell it. */
export function planTotal(
  plan: TotalsPlan,
  { kind, value, window, visibility }: Measure,
  { where, index, column, read, span }: TotalSource,
): TotalPlan | null {
  const measure = totalMeasures[window.kind][kind];
  if (measure === undefined || visibility.kind !== "lag") return null;
  const lag = visibility.micros;
  const cursors = {
    to: lag === 1 ? null : numberOf(plan.cursors, ["lag", lag]),
    from: window.kind === "duration" ? numberOf(plan.cursors, ["window", window.micros]) : null,
  };
  const totals = laneTotals(plan, { where, index, lag });
  if (window.kind === "duration") totals.settledMicros = Math.max(totals.settledMicros, window.micros);
  const found = { measure, lag, window, span, cursors };
  if (read === undefined) {
    const own = kind === "count" ? "events" : "lastTime";
    if (totals[own] < 0) totals[own] = takeCells(plan, 1);
    return { ...found, at: totals[own] };
  }
  let place = totals.columns.find((known) => known.column === column);
  if (place === undefined) {
    const source = value?.kind === "column" ? value.column : null;
    place = { column, at: takeCells(plan, 3), read, source };
    totals.columns.push(place);
  }
  return { ...found, at: place.at };
}
