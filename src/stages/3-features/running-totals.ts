/**
 * The shortest way to counts, sums and last times of what is visible a constant while after it happened: beside each
 * event of an entity, in order, the totals of all events before it, forgotten ones too. A window's total is then the
 * difference of two rows of one buffer, whatever its length. A sum carries what its rounding lost (Joldes, Muller and
 * Popescu 2017, algorithms 1 to 4), so that whole sums are exact and others as good as added anew; where a window's
 * is too small beside what came before it, its lane is asked.
 */
import type { EventTable } from "./event-table.ts";
import type { LiveEvent } from "./live-event.ts";
import { headCells, type TableLayout, totalsCell } from "./table-layout.ts";
import type { Span } from "./total-measures.ts";
import type { LaneTotals, TotalColumn, TotalPlan, TotalsPlan } from "./totals-plan.ts";

/** Counts `value` at `at`, unless it is missing, and adds it to the sum behind, behind which stands what that lost. */
function addValue(cells: Float64Array, at: number, value: number): void {
  if (Number.isNaN(value)) return;
  const before = cells[at + 1] ?? 0;
  const sum = before + value;
  const added = sum - before;
  const lost = (cells[at + 2] ?? 0) + (before - (sum - added) + (value - added));
  const total = sum + lost;
  cells[at] = (cells[at] ?? 0) + 1;
  cells[at + 1] = total;
  cells[at + 2] = lost - (total - sum);
}

interface CellColumn extends TotalColumn {
  /** Where in a row its number stands, −1 where it is computed. */
  readonly cell: number;
}

/** In what the totals of all events before `place` stand. */
function totalsIn(table: EventTable, place: number): Float64Array {
  return place === table.length ? table.heads : table.rows;
}

/** Where there they begin. */
function totalsAt(table: EventTable, place: number): number {
  return place === table.length ? table.head + table.layout.running : table.startOf(place) + totalsCell;
}

/** What keeps the totals of a table's open entity. */
export class RunningTotals {
  readonly #lanes: readonly (LaneTotals & { readonly columns: readonly CellColumn[] })[];

  constructor({ lanes }: TotalsPlan, { columns: names, columnCells }: TableLayout) {
    const cellOf = (source: string | null): number =>
      source === null ? -1 : columnCells + names.indexOf(source);
    this.#lanes = lanes.map((lane) => ({
      ...lane,
      columns: lane.columns.map((column) => ({ ...column, cell: cellOf(column.source) })),
    }));
  }

  /** Sets what is before the first event: `stored`, or nothing. */
  begin({ heads, head, layout }: EventTable, stored: readonly (number | null)[] | null): void {
    const start = head + layout.running;
    heads.fill(0, start, start + layout.totals);
    for (const { lastTime } of this.#lanes) if (lastTime >= 0) heads[start + lastTime] = Number.NaN;
    for (const [at, total] of (stored ?? []).entries()) heads[start + at] = total ?? Number.NaN;
  }

  /** Takes the table's next event; what is settled at its horizon is in the totals already. */
  append(table: EventTable, event: LiveEvent): void {
    const { rows, heads, layout } = table;
    const running = table.head + layout.running;
    const totalled = table.get(headCells.totalled);
    const row = table.startOf(totalled);
    for (let at = 0; at < layout.totals; at += 1) rows[row + totalsCell + at] = heads[running + at] ?? 0;
    table.set(headCells.totalled, totalled + 1);
    const sinceHorizon = event.time - table.get(headCells.horizon);
    for (let index = 0; index < this.#lanes.length; index += 1) {
      const lane = this.#lanes[index];
      if (lane === undefined || sinceHorizon < -lane.settledMicros) continue;
      const { where, events, lastTime, columns } = lane;
      if (where !== null && where(event.values) !== true) continue;
      if (events >= 0) heads[running + events] = (heads[running + events] ?? 0) + 1;
      if (lastTime >= 0) heads[running + lastTime] = event.time;
      for (let at = 0; at < columns.length; at += 1) {
        const column = columns[at];
        if (column === undefined) continue;
        const value = column.cell < 0 ? column.read(event.values) : (rows[row + column.cell] ?? Number.NaN);
        if (value !== null) addValue(heads, running + column.at, Number(value));
      }
    }
  }

  catchUp(table: EventTable): void {
    while (table.get(headCells.totalled) < table.length)
      this.append(table, table.eventAt(table.get(headCells.totalled)));
  }

  /** Tells what counts for a row at `t` of which all is known that was known at `now`. */
  find(table: EventTable, span: Span, { lag, window, cursors }: TotalPlan, t: number, now: number): void {
    const to = table.countBefore(Math.min(t, now) - lag + 1, cursors.to);
    span.toCells = totalsIn(table, to);
    span.to = totalsAt(table, to);
    if (window.kind !== "duration") return;
    span.start = t - window.micros;
    const from = Math.min(to, table.countBefore(span.start, cursors.from));
    span.fromCells = totalsIn(table, from);
    span.from = totalsAt(table, from);
  }

  /** Marks in `held` the events that are not settled at `horizon`. */
  hold(table: EventTable, horizon: number, held: Uint8Array): void {
    for (const { events, where, settledMicros } of this.#lanes) {
      const from = table.countBefore(horizon - settledMicros);
      if (where === null) held.fill(1, from);
      for (let place = from; where !== null && place < table.length; place += 1) {
        const before = totalsIn(table, place)[totalsAt(table, place) + events];
        if (before !== totalsIn(table, place + 1)[totalsAt(table, place + 1) + events]) held[place] = 1;
      }
    }
  }

  /** What is settled at the table's horizon; NaN as null. */
  settled(table: EventTable): (number | null)[] {
    const settled = new Array<number | null>(table.layout.totals).fill(null);
    for (const { events, lastTime, columns, settledMicros } of this.#lanes) {
      const place = table.countBefore(table.get(headCells.horizon) - settledMicros);
      const [from, row] = [totalsIn(table, place), totalsAt(table, place)];
      const own = [events, lastTime].filter((cell) => cell >= 0);
      for (const cell of [...own, ...columns.flatMap(({ at }) => [at, at + 1, at + 2])]) {
        const total = from[row + cell] ?? 0;
        settled[cell] = Number.isNaN(total) ? null : total;
      }
    }
    return settled;
  }
}
