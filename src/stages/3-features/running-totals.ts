/**
 * The shortest way to counts, sums and last times of what is visible a constant while after it happened: beside each
 * event of an entity, in order, the totals of all events before it, forgotten ones too. A window's total is then the
 * difference of two rows of one buffer, whatever its length. A sum carries what its rounding lost (Joldes, Muller and
 * Popescu 2017, algorithms 1 to 4), so that whole sums are exact and others as good as added anew; where a window's
 * is too small beside what came before it, its lane is asked.
 */
import type { RowFunction, Value, Window } from "../../core/expression/index.ts";
import { type EventTable, headCells } from "./event-table.ts";
import type { LiveEvent } from "./live-event.ts";
import type { Measure, MeasureKind } from "./measure.ts";

/** Where the totals of one lane stand: how many events, the last's time, then three a column. */
export interface LaneTotals {
  readonly where: RowFunction | null;
  readonly index: number;
  readonly at: number;
  /** By the lane's column, where it is told how many values there are; behind it stand their sum and what it lost. */
  readonly columns: { readonly column: number; readonly at: number; readonly read: RowFunction }[];
  /** Events this long before the horizon, microseconds, may be forgotten but for the totals. */
  settledMicros: number;
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
  readonly lag: number;
  readonly window: Window;
  /** The same for measures of the same window and lag. */
  readonly span: number;
}

/** Where in the buffer the totals stand before the first event that counts for a question, and behind the last. */
export interface Span {
  from: number;
  to: number;
  /** The earliest time that counts, microseconds. */
  start: number;
}

/** Adds `value` to the sum at `cell`, behind which stands what it lost; NaN, which stays, beyond the float range. */
function addTo(rows: Float64Array, cell: number, value: number): void {
  const before = rows[cell] ?? 0;
  const sum = before + value;
  const added = sum - before;
  const lost = (rows[cell + 1] ?? 0) + (before - (sum - added) + (value - added));
  const total = sum + lost;
  rows[cell] = total;
  rows[cell + 1] = lost - (total - sum);
}

function add(rows: Float64Array, row: number, { time, values }: LiveEvent, totals: LaneTotals): void {
  const { at, columns } = totals;
  rows[row + at] = (rows[row + at] ?? 0) + 1;
  rows[row + at + 1] = time;
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index];
    const value = column?.read(values) ?? null;
    if (column === undefined || value === null) continue;
    const cell = row + column.at;
    rows[cell] = (rows[cell] ?? 0) + 1;
    addTo(rows, cell + 1, Number(value));
  }
}

/** The totals of every entity's table: what they are made of is the same, and where they stand. */
export class RunningTotals {
  readonly #plan: TotalsPlan;

  constructor(plan: TotalsPlan) {
    this.#plan = plan;
  }

  /** Sets what is before the first event: `stored`, or nothing. */
  begin({ rows, layout }: EventTable, stored: readonly (number | null)[] | null): void {
    const start = layout.head + layout.cells;
    for (let at = 0; at < this.#plan.width; at += 1)
      rows[start + at] = stored?.[at] ?? (stored === null ? 0 : Number.NaN);
    if (stored !== null) return;
    for (const { at } of this.#plan.lanes) rows[start + at + 1] = Number.NaN;
  }

  /** Takes the table's next event; what is settled at its horizon is in the totals already. */
  append(table: EventTable, event: LiveEvent): void {
    const { lanes, width } = this.#plan;
    const { rows, layout } = table;
    const row = table.startOf(table.totalled) + layout.cells;
    const next = row + layout.width;
    for (let at = 0; at < width; at += 1) rows[next + at] = rows[row + at] ?? 0;
    table.totalled += 1;
    const sinceHorizon = event.time - (rows[headCells.horizon] ?? 0);
    for (let index = 0; index < lanes.length; index += 1) {
      const totals = lanes[index];
      if (totals === undefined || sinceHorizon < -totals.settledMicros) continue;
      const { where } = totals;
      if (where === null || where(event.values) === true) add(rows, next, event, totals);
    }
  }

  catchUp(table: EventTable): void {
    while (table.totalled < table.length) this.append(table, table.eventAt(table.totalled));
  }

  /** Tells what counts for a row at `t` of which all is known that was known at `now`. */
  find(table: EventTable, span: Span, { lag, window, span: at }: TotalPlan, t: number, now: number): void {
    const { layout } = table;
    const cursor = headCells.cursors + 2 * at;
    const to = table.countBefore(Math.min(t, now - lag + 1, t - lag + 1), cursor);
    span.to = table.startOf(to) + layout.cells;
    if (window.kind !== "duration") return;
    span.start = t - window.micros;
    const from = table.countBefore(span.start, cursor + 1);
    span.from = table.startOf(Math.min(from, to)) + layout.cells;
  }

  /** Marks in `held` the events that are not settled at `horizon`. */
  hold(table: EventTable, horizon: number, held: Uint8Array): void {
    const { rows, layout } = table;
    for (const { at, where, settledMicros } of this.#plan.lanes) {
      for (let place = table.countBefore(horizon - settledMicros); place < table.length; place += 1) {
        const cell = table.startOf(place) + layout.cells + at;
        if (where === null || rows[cell] !== rows[cell + layout.width]) held[place] = 1;
      }
    }
  }

  /** What is settled at the table's horizon; NaN as null. */
  settled(table: EventTable): (number | null)[] {
    const { rows, layout } = table;
    const horizon = rows[headCells.horizon] ?? 0;
    const settled = new Array<number | null>(this.#plan.width).fill(null);
    for (const { at, columns, settledMicros } of this.#plan.lanes) {
      const row = table.startOf(table.countBefore(horizon - settledMicros)) + layout.cells;
      const cells = [at, at + 1, ...columns.flatMap(({ at: cell }) => [cell, cell + 1, cell + 2])];
      for (const cell of cells) {
        const total = rows[row + cell] ?? 0;
        settled[cell] = Number.isNaN(total) ? null : total;
      }
    }
    return settled;
  }
}

/** A measure from the totals at `at` of `rows`; undefined where the lane must be asked. */
type TotalMeasure = (rows: Float64Array, span: Span, at: number) => Value | undefined;

function difference(rows: Float64Array, { from, to }: Span, at: number): number {
  return (rows[to + at] ?? 0) - (rows[from + at] ?? 0);
}

/** Beside it a window's sum must not be smaller for its error to stay below its last bit. */
const leastShare = 2 ** -36;

const windowSum: TotalMeasure = (rows, span, at) => {
  if (difference(rows, span, at) === 0) return null;
  const [before, behind] = [rows[span.from + at + 1] ?? 0, rows[span.to + at + 1] ?? 0];
  const sum = behind - before;
  const taken = sum - behind;
  const lost = behind - (sum - taken) - (before + taken);
  const total = sum + (lost + difference(rows, span, at + 2));
  const isExact = rows[span.from + at + 2] === 0 || Math.abs(total) >= leastShare * Math.abs(before);
  return isExact && Number.isFinite(total) ? total : undefined;
};

type TotalMeasures = Readonly<Partial<Record<MeasureKind, TotalMeasure>>>;

const ofWindow: TotalMeasures = {
  count: difference,
  values: difference,
  sum: windowSum,
  lastTime: (rows, { start, to }, at) => {
    const last = rows[to + at + 1] ?? Number.NaN;
    return last >= start ? last : null;
  },
};

const ofAllTime: TotalMeasures = {
  count: (rows, { to }, at) => rows[to + at] ?? 0,
  values: (rows, { to }, at) => rows[to + at] ?? 0,
  sum: (rows, { to }, at) => {
    const total = rows[to + at + 1] ?? Number.NaN;
    return rows[to + at] === 0 || !Number.isFinite(total) ? null : total;
  },
  lastTime: (rows, { to }, at) => {
    const last = rows[to + at + 1] ?? Number.NaN;
    return Number.isNaN(last) ? null : last;
  },
};

const totalMeasures: Readonly<Record<Window["kind"], TotalMeasures>> = {
  duration: ofWindow,
  all: ofAllTime,
  last: {},
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
  const measure = totalMeasures[window.kind][kind];
  if (measure === undefined || visibility.kind !== "lag") return null;
  const lag = visibility.micros;
  let totals = plan.lanes.find((known) => known.index === index);
  if (totals === undefined) {
    totals = { where, index, at: plan.width, columns: [], settledMicros: lag - 1 };
    plan.lanes.push(totals);
    plan.width += 2;
  }
  if (window.kind === "duration") totals.settledMicros = Math.max(totals.settledMicros, window.micros);
  const found = { measure, lag, window, span };
  if (read === undefined) return { ...found, at: totals.at };
  let place = totals.columns.find((known) => known.column === column);
  if (place === undefined) {
    place = { column, at: plan.width, read };
    totals.columns.push(place);
    plan.width += 3;
  }
  return { ...found, at: place.at };
}
