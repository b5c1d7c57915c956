/**
 * The shortest way to counts, sums and last times of what is visible a constant while after it happened: the totals of
 * all events of an entity, forgotten ones too, and for each window those of all events before it, which follow it from
 * row to row. What happened in it is their difference. Where a sum is too small beside what came before its window,
 * its lane is asked.
 */
import type { EventValues } from "../../core/expression/index.ts";
import type { EventTable } from "./event-table.ts";
import {
  checkpointRows,
  cursorAt,
  cursorCells,
  headCells,
  runningTotals,
  type TableLayout,
  timeCell,
} from "./table-layout.ts";
import { newSpan, type Span } from "./total-measures.ts";
import { addEvent, type TotalTrack, tracksOf } from "./total-track.ts";
import type { LaneTotals, SpanPlan, TotalsPlan } from "./totals-plan.ts";

/** Where in a cursor its totals stand. */
const cursorTotals = Object.keys(cursorCells).length;

/** What keeps the totals of a table's open entity. */
export class RunningTotals {
  readonly #lanes: readonly LaneTotals[];
  readonly #tracks: readonly TotalTrack[];
  /** Those of which something is computed. */
  readonly #computed: readonly LaneTotals[];
  /** By the number of a cursor, what it has totals of. */
  readonly #cursorTracks: readonly (readonly TotalTrack[])[];
  readonly #spanPlans: readonly SpanPlan[];
  /** Which totals count for the last question, by the number of their span. */
  readonly spans: readonly Span[];
  /** The time before which events are counted: a field, for a number that is handed on costs an object. */
  #time = Number.NaN;

  constructor({ lanes, cursors, spans }: TotalsPlan, layout: TableLayout) {
    this.#lanes = lanes;
    this.#tracks = lanes.flatMap((lane) => tracksOf(lane, layout));
    this.#computed = lanes.filter(
      ({ mark, columns }) => mark >= 0 || columns.some(({ computed }) => computed >= 0),
    );
    this.#spanPlans = spans;
    this.spans = spans.map(newSpan);
    this.#cursorTracks = cursors.map(({ asked }) => this.#tracks.filter(({ at }) => asked.has(at)));
  }

  /** Sets what is before the first event: `stored`, or nothing. */
  begin(table: EventTable, stored: readonly (number | null)[] | null): void {
    const { rows, heads, head, layout } = table;
    const start = table.checkpointAt(0);
    rows.fill(0, start, start + layout.totals);
    for (const { kind, at } of this.#tracks) if (kind === "lastTime") rows[start + at] = Number.NaN;
    for (const [at, total] of (stored ?? []).entries()) rows[start + at] = total ?? Number.NaN;
    table.set(headCells.checkpoints, 1);
    heads.set(rows.subarray(start, start + layout.totals), head + runningTotals);
  }

  /** Keeps in the row at `place` what is computed of its event. */
  enter(table: EventTable, place: number, values: EventValues): void {
    const { rows } = table;
    const first = table.startOf(place) + table.layout.computedCells;
    for (const { where, mark, columns } of this.#computed) {
      const counts = where === null || where(values) === true;
      if (mark >= 0) rows[first + mark] = counts ? 1 : Number.NaN;
      for (const { computed, read } of columns) {
        if (computed < 0) continue;
        const value = counts ? read(values) : null;
        rows[first + computed] = value === null ? Number.NaN : Number(value);
      }
    }
  }

  catchUp(table: EventTable): void {
    const totalled = table.place(headCells.totalled);
    if (totalled === table.length) return;
    this.#move(table, this.#tracks, table.head + runningTotals, totalled, table.length);
    table.set(headCells.totalled, table.length);
  }

  /** Tells in `spans` what counts for a row at `t` of which all is known that was known at `now`. */
  find(table: EventTable, t: number, now: number): void {
    this.catchUp(table);
    for (let index = 0; index < this.spans.length; index += 1) {
      const [span, plan] = [this.spans[index], this.#spanPlans[index]];
      if (span !== undefined && plan !== undefined) this.#find(table, span, plan, t, now);
    }
  }

  #find(table: EventTable, span: Span, { lag, window, cursors }: SpanPlan, t: number, now: number): void {
    const end = (t < now ? t : now) - lag + 1;
    span.cells = table.heads;
    this.#time = end;
    span.to = this.#before(table, cursors.to);
    if (window.kind !== "duration" || cursors.from === null) return;
    span.start = t - window.micros;
    this.#time = span.start;
    span.from = span.start < end ? this.#before(table, cursors.from) : span.to;
  }

  /** Marks in `held` the events that are not settled at `horizon`. */
  hold(table: EventTable, horizon: number, held: Uint8Array): void {
    for (const { mark, settledMicros } of this.#lanes) {
      const from = table.countBefore(horizon - settledMicros);
      if (mark < 0) held.fill(1, from);
      for (let place = from; mark >= 0 && place < table.length; place += 1) {
        const row = table.startOf(place) + table.layout.computedCells;
        if (!Number.isNaN(table.rows[row + mark])) held[place] = 1;
      }
    }
  }

  /** Takes what is settled at `horizon`, which is not yet the table's, into what is before the first event. */
  settle(table: EventTable, horizon: number): void {
    const { rows } = table;
    for (const track of this.#tracks) {
      const from = table.countBefore(table.get(headCells.horizon) - track.settledMicros);
      const to = table.countBefore(horizon - track.settledMicros);
      const start = table.checkpointAt(0);
      for (let place = from; place < to; place += 1) addEvent(track, rows, table.startOf(place), rows, start);
    }
  }

  /** What is settled at the table's horizon; NaN as null. */
  settled(table: EventTable): (number | null)[] {
    const start = table.checkpointAt(0);
    const totals = table.rows.subarray(start, start + table.layout.totals);
    return Array.from(totals, (total) => (Number.isNaN(total) ? null : total));
  }

  /** Where in the heads the totals of all events before `time` stand, which a cursor is moved to unless all are. */
  #before(table: EventTable, cursor: number): number {
    const { heads, head, layout } = table;
    const time = this.#time;
    if (table.get(headCells.lastTime) < time) return head + runningTotals;
    const at = head + cursorAt(layout, cursor);
    const isBehind = (heads[at + cursorCells.since] ?? 0) <= time;
    if (!isBehind || (heads[at + cursorCells.until] ?? 0) < time) {
      const place = (heads[at + cursorCells.place] ?? 0) | 0;
      const found = table.countBefore(time, isBehind ? place : 0);
      this.#move(table, this.#cursorTracks[cursor] ?? [], at + cursorTotals, place, found);
      heads[at + cursorCells.place] = found;
      heads[at + cursorCells.since] = time;
      heads[at + cursorCells.until] = table.timeAt(found);
    }
    return at + cursorTotals;
  }

  /** Moves the totals at `start` of the heads from the place `from`, −1 if they are lost, to the place `to`. */
  #move(table: EventTable, tracks: readonly TotalTrack[], start: number, from: number, to: number): void {
    const { heads, rows } = table;
    const isNear = from >= 0 && from <= to && to - from <= checkpointRows;
    let place = from;
    if (!isNear) {
      const checkpoint = Math.floor(to / checkpointRows);
      this.#check(table, checkpoint);
      const at = table.checkpointAt(checkpoint);
      heads.set(rows.subarray(at, at + table.layout.totals), start);
      place = checkpoint * checkpointRows;
    }
    for (; place < to; place += 1) this.#add(table, tracks, place, heads, start);
  }

  /** Makes all checkpoints up to `last` hold. */
  #check(table: EventTable, last: number): void {
    const { rows } = table;
    for (let next = table.place(headCells.checkpoints); next <= last; next += 1) {
      const [from, to] = [table.checkpointAt(next - 1), table.checkpointAt(next)];
      rows.copyWithin(to, from, to);
      for (let place = (next - 1) * checkpointRows; place < next * checkpointRows; place += 1) {
        this.#add(table, this.#tracks, place, rows, to);
      }
      table.set(headCells.checkpoints, next + 1);
    }
  }

  /** Adds the event at `place` to totals that begin at `start` of `cells`, unless what is before the first has it. */
  #add(
    table: EventTable,
    tracks: readonly TotalTrack[],
    place: number,
    cells: Float64Array,
    start: number,
  ): void {
    const { rows } = table;
    const row = table.startOf(place);
    const sinceHorizon = (rows[row + timeCell] ?? Number.NaN) - table.get(headCells.horizon);
    for (let index = 0; index < tracks.length; index += 1) {
      const track = tracks[index];
      if (track !== undefined && sinceHorizon >= -track.settledMicros)
        addEvent(track, rows, row, cells, start);
    }
  }
}
