/**
 * The shortest way to counts, whole sums and last times of what is visible a constant while after it happened: beside
 * each event of an entity, in order, the totals of all events before it. A window's total is then the difference of
 * two rows of one buffer, whatever its length. Whole sums are exact so; another sum is NaN, and its lane is asked.
 */
import type { RowFunction, Value, Window } from "../../core/expression/index.ts";
import type { EventTable } from "./event-table.ts";
import type { LiveEvent } from "./live-event.ts";
import type { Measure, MeasureKind } from "./measure.ts";
import type { LaneSummary } from "./summary.ts";

/** Where the totals of one lane stand in a row: how many events, the last's time, then two a column. */
export interface LaneTotals {
  readonly where: RowFunction | null;
  readonly index: number;
  readonly at: number;
  /** By the lane's column: where it is told how many values there are; behind it stands their sum. */
  readonly columns: { readonly column: number; readonly at: number; readonly read: RowFunction }[];
}

export interface TotalsPlan {
  readonly lanes: LaneTotals[];
  /** The numbers of a row. */
  width: number;
}

/** Where a measure finds its totals. */
export interface TotalPlan {
  readonly measure: TotalMeasure;
  readonly at: number;
  readonly column: number;
  readonly lag: number;
  /** The same for measures of the same window and lag. */
  readonly span: number;
}

/** Which rows count for a question: those of [from, to). */
export interface Span {
  from: number;
  to: number;
  /** The earliest time that counts, microseconds. */
  start: number;
}

/** How far behind the last answer a row is looked for one by one. */
const nearby = 8;

/** The sum with one more value; NaN, which stays, where it need not be exact. */
function addWhole(sum: number, value: number): number {
  const total = sum + value;
  return Number.isInteger(value) && Number.isSafeInteger(total) ? total : Number.NaN;
}

function add(
  rows: Float64Array,
  { time, values }: LiveEvent,
  { at, columns }: LaneTotals,
  row: number,
): void {
  rows[row + at] = (rows[row + at] ?? 0) + 1;
  rows[row + at + 1] = time;
  for (let index = 0; index < columns.length; index += 1) {
    const place = columns[index];
    if (place === undefined) continue;
    const value = place.read(values);
    if (value === null) continue;
    const cell = row + place.at;
    rows[cell] = (rows[cell] ?? 0) + 1;
    rows[cell + 1] = addWhole(rows[cell + 1] ?? 0, Number(value));
  }
}

export class RunningTotals {
  readonly #plan: TotalsPlan;
  readonly #table: EventTable;
  /** Where the totals stand in a row of the table. */
  readonly #offset: number;
  readonly #width: number;
  /** How many events are taken. */
  length = 0;
  /** The last answer of `#countBefore`: questions mostly move on with time. */
  #near = 0;

  constructor(plan: TotalsPlan, table: EventTable) {
    this.#plan = plan;
    this.#table = table;
    this.#offset = table.cells;
    this.#width = table.width;
    this.truncate(0);
  }

  /** Takes the next event of the table; `isFolded` tells whether a lane folded it, null is never. */
  append(event: LiveEvent, isFolded: ((lane: number) => boolean) | null): void {
    const { lanes, width } = this.#plan;
    const { rows } = this.#table;
    const row = this.length * this.#width + this.#offset;
    const next = row + this.#width;
    for (let at = 0; at < width; at += 1) rows[next + at] = rows[row + at] ?? 0;
    this.length += 1;
    for (let index = 0; index < lanes.length; index += 1) {
      const totals = lanes[index];
      if (totals === undefined || isFolded?.(totals.index) === true) continue;
      const { where } = totals;
      if (where === null || where(event.values) === true) add(rows, event, totals, next);
    }
  }

  /** Forgets the events from the index `length` on. */
  truncate(length: number): void {
    this.length = Math.min(this.length, length);
    this.#near = 0;
    if (length > 0) return;
    const { rows } = this.#table;
    rows.fill(0, this.#offset, this.#offset + this.#plan.width);
    for (const { at } of this.#plan.lanes) rows[this.#offset + at + 1] = Number.NaN;
  }

  /** Tells which rows count for a row at `t` of which all is known that was known at `now`. */
  find(span: Span, lag: number, window: Window, t: number, now: number): void {
    span.start = window.kind === "duration" ? t - window.micros : Number.NEGATIVE_INFINITY;
    span.to = this.#countBefore(Math.min(t, now - lag + 1, t - lag + 1));
    span.from = window.kind === "duration" ? Math.min(span.to, this.#countBefore(span.start)) : 0;
  }

  /** The total at `at` of the rows of `span`. */
  between({ from, to }: Span, at: number): number {
    const { rows } = this.#table;
    const cell = this.#offset + at;
    return (rows[to * this.#width + cell] ?? 0) - (rows[from * this.#width + cell] ?? 0);
  }

  /** What stands at `at` behind the rows of `span`. */
  after({ to }: Span, at: number): number {
    return this.#table.rows[to * this.#width + this.#offset + at] ?? Number.NaN;
  }

  #countBefore(time: number): number {
    const width = this.#width;
    const { rows } = this.#table;
    let [low, high] = [0, this.length];
    if (high === 0 || (rows[(high - 1) * width] ?? 0) < time) return high;
    const near = Math.min(this.#near, high);
    if (near === 0 || (rows[(near - 1) * width] ?? 0) < time) {
      const end = Math.min(high, near + nearby);
      for (low = near; low < end && (rows[low * width] ?? 0) < time; ) low += 1;
      if (low < end) high = low;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle * width] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    this.#near = low;
    return low;
  }
}

type TotalMeasure = (
  totals: RunningTotals,
  span: Span,
  folded: () => LaneSummary | null,
  plan: TotalPlan,
) => Value | undefined;

/** The measures that running totals tell; undefined where the lane must be asked. */
const totalMeasures: Readonly<Partial<Record<MeasureKind, TotalMeasure>>> = {
  count: (totals, span, folded, { at }) => totals.between(span, at) + (folded()?.events ?? 0),
  values: (totals, span, folded, { at, column }) =>
    totals.between(span, at) + (folded()?.columns[column]?.values ?? 0),
  sum: (totals, span, folded, { at, column }) => {
    const before = folded()?.columns[column];
    if (totals.between(span, at) + (before?.values ?? 0) === 0) return null;
    const whole = totals.between(span, at + 1);
    if (Number.isNaN(whole)) return undefined;
    const sum = whole + (before?.sum ?? 0);
    return Number.isFinite(sum) ? sum : null;
  },
  lastTime: (totals, span, folded, { at }) => {
    const last = totals.after(span, at + 1);
    return last >= span.start ? last : (folded()?.through?.time ?? null);
  },
};

/** The lane of a measure, and its column there, −1 and undefined where it has none. */
interface TotalSource {
  readonly where: RowFunction | null;
  readonly index: number;
  readonly column: number;
  readonly read: RowFunction | undefined;
  readonly span: number;
}

/** Makes room in `plan` for `measure` of the lane `index`; null where running totals cannot tell it. */
export function planTotal(
  plan: TotalsPlan,
  { kind, window, visibility }: Measure,
  { where, index, column, read, span }: TotalSource,
): TotalPlan | null {
  const measure = totalMeasures[kind];
  if (measure === undefined || visibility.kind !== "lag" || window.kind === "last") return null;
  let totals = plan.lanes.find((known) => known.index === index);
  if (totals === undefined) {
    totals = { where, index, at: plan.width, columns: [] };
    plan.lanes.push(totals);
    plan.width += 2;
  }
  const lag = visibility.micros;
  if (read === undefined) return { measure, at: totals.at, column, lag, span };
  let place = totals.columns.find((known) => known.column === column);
  if (place === undefined) {
    place = { column, at: plan.width, read };
    totals.columns.push(place);
    plan.width += 2;
  }
  return { measure, at: place.at, column, lag, span };
}
