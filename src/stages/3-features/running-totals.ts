/**
 * The shortest way to counts, sums and last times of what is visible a constant while after it happened: the totals of
 * all events of an entity, forgotten ones too, and for each window those of all events before it, which follow it from
 * row to row. What happened in it is their difference. Where a sum is too small beside what came before its window,
 * its lane is asked.
 */
import type { EventValues, RowFunction } from "../../core/expression/index.ts";
import type { EventTable } from "./event-table.ts";
import { checkpointRows, cursorAt, cursorCells, headCells, runningTotals, timeCell } from "./table-layout.ts";
import { newSpan, type Span } from "./total-measures.ts";
import { addEvent, type TotalTrack, tracksOf } from "./total-track.ts";
import type { LaneTotals, TotalsPlan } from "./totals-plan.ts";

/** Where in a cursor its totals stand. */
const cursorTotals = Object.keys(cursorCells).length;

/** A number that is computed of each event and kept in its row; NaN where the event does not count or has no value. */
interface ComputedCell {
  readonly where: RowFunction | null;
  readonly read: RowFunction;
  /** Where it stands among those of a row. */
  readonly cell: number;
}

function computedOf({ where, mark, columns }: LaneTotals): ComputedCell[] {
  const marks = mark < 0 ? [] : [{ where, read: () => 1, cell: mark }];
  const values = columns.filter(({ computed }) => computed >= 0);
  return [...marks, ...values.map(({ read, computed }) => ({ where, read, cell: computed }))];
}

/** What keeps the totals of a table's open entity. */
export class RunningTotals {
  readonly #table: EventTable;
  readonly #lanes: readonly LaneTotals[];
  readonly #tracks: readonly TotalTrack[];
  /** The tracks by when an event is settled. */
  readonly #settling: ReadonlyMap<number, readonly TotalTrack[]>;
  readonly #computed: readonly ComputedCell[];
  /** By the number of a cursor, what it has totals of. */
  readonly #cursorTracks: readonly (readonly TotalTrack[])[];
  /** Which totals count for the last question, by the number of their span. */
  readonly spans: readonly Span[];
  /** The time before which events are counted: a field, for a number that is handed on costs an object. */
  #time = Number.NaN;

  constructor({ lanes, cursors, spans }: TotalsPlan, table: EventTable) {
    this.#table = table;
    this.#lanes = lanes;
    this.#tracks = lanes.flatMap((lane) => tracksOf(lane, table.layout));
    this.#settling = Map.groupBy(this.#tracks, ({ settledMicros }) => settledMicros);
    this.#computed = lanes.flatMap(computedOf);
    this.spans = spans.map((plan) => newSpan(plan, table));
    this.#cursorTracks = cursors.map(({ asked }) => this.#tracks.filter(({ at }) => asked.has(at)));
  }

  /** Sets what is before the first event: `stored`, or nothing. */
  begin(stored: readonly (number | null)[] | null): void {
    const table = this.#table;
    const { rows, heads, head, layout } = table;
    const start = table.checkpointAt(0);
    rows.fill(0, start, start + layout.totals);
    for (const { kind, at } of this.#tracks) if (kind === "lastTime") rows[start + at] = Number.NaN;
    for (const [at, total] of (stored ?? []).entries()) rows[start + at] = total ?? Number.NaN;
    table.set(headCells.checkpoints, 1);
    heads.set(rows.subarray(start, start + layout.totals), head + runningTotals);
  }

  /** Keeps in the row at `place` what is computed of its event. */
  enter(place: number, values: EventValues): void {
    const { rows } = this.#table;
    const first = this.#table.startOf(place) + this.#table.layout.computedCells;
    for (let index = 0; index < this.#computed.length; index += 1) {
      const computed = this.#computed[index];
      if (computed === undefined) continue;
      const counts = computed.where === null || computed.where(values) === true;
      const value = counts ? computed.read(values) : null;
      rows[first + computed.cell] = value === null ? Number.NaN : Number(value);
    }
  }

  catchUp(): void {
    const table = this.#table;
    const totalled = table.place(headCells.totalled);
    if (totalled === table.length) return;
    this.#move(this.#tracks, table.head + runningTotals, totalled, table.length);
    table.set(headCells.totalled, table.length);
  }

  /** Tells in `spans` what counts for a row at `t` of which all is known that was known at `now`. */
  find(t: number, now: number): void {
    this.catchUp();
    const asked = t < now ? t : now;
    for (let index = 0; index < this.spans.length; index += 1) {
      const span = this.spans[index];
      if (span === undefined) continue;
      this.#time = asked - span.lag + 1;
      const isAfterAll = this.#table.get(headCells.lastTime) < this.#time;
      span.to = isAfterAll ? this.#table.head + runningTotals : this.#before(span.toCursor);
      if (span.fromCursor < 0) continue;
      span.start = t - span.micros;
      const isEmpty = span.start >= this.#time;
      this.#time = span.start;
      span.from = isEmpty ? span.to : this.#before(span.fromCursor);
    }
  }

  /** Marks in `held` the events before `horizon` that are not settled there; `before` tells how many are before it. */
  hold(horizon: number, before: number, held: Uint8Array): void {
    const { rows, layout } = this.#table;
    for (const { mark, settledMicros } of this.#lanes) {
      const from = settledMicros > 0 ? this.#table.countBefore(horizon - settledMicros) : before;
      if (mark < 0) held.fill(1, from, before);
      for (let place = from; mark >= 0 && place < before; place += 1) {
        const row = this.#table.startOf(place) + layout.computedCells;
        if (!Number.isNaN(rows[row + mark])) held[place] = 1;
      }
    }
  }

  /** Takes what is settled at `horizon`, which is not yet the table's, into what is before the first event. */
  settle(horizon: number): void {
    const table = this.#table;
    const { rows } = table;
    const start = table.checkpointAt(0);
    for (const [settledMicros, tracks] of this.#settling) {
      const from = table.countBefore(table.get(headCells.horizon) - settledMicros);
      const to = table.countBefore(horizon - settledMicros, from);
      for (let place = from; place < to; place += 1) {
        const row = table.startOf(place);
        for (const track of tracks) addEvent(track, rows, row, rows, start);
      }
    }
  }

  /** What is settled at the table's horizon; NaN as null. */
  settled(): (number | null)[] {
    const table = this.#table;
    const start = table.checkpointAt(0);
    const totals = table.rows.subarray(start, start + table.layout.totals);
    return Array.from(totals, (total) => (Number.isNaN(total) ? null : total));
  }

  /** Where in the heads the totals of all events before `time` stand, which a cursor is moved to unless all are. */
  #before(cursor: number): number {
    const table = this.#table;
    const { heads, head, layout } = table;
    const time = this.#time;
    if (table.get(headCells.lastTime) < time) return head + runningTotals;
    const at = head + cursorAt(layout, cursor);
    const isBehind = (heads[at + cursorCells.since] ?? 0) <= time;
    if (!isBehind || (heads[at + cursorCells.until] ?? 0) < time) {
      const place = (heads[at + cursorCells.place] ?? 0) | 0;
      const found = table.countBefore(time, isBehind ? place : 0);
      this.#move(this.#cursorTracks[cursor] ?? [], at + cursorTotals, place, found);
      heads[at + cursorCells.place] = found;
      heads[at + cursorCells.since] = time;
      heads[at + cursorCells.until] = table.timeAt(found);
    }
    return at + cursorTotals;
  }

  /** Moves the totals at `start` of the heads from the place `from`, −1 if they are lost, to the place `to`. */
  #move(tracks: readonly TotalTrack[], start: number, from: number, to: number): void {
    const table = this.#table;
    const { heads, rows } = table;
    const isNear = from >= 0 && from <= to && to - from <= checkpointRows;
    let place = from;
    if (!isNear) {
      const checkpoint = Math.floor(to / checkpointRows);
      this.#check(checkpoint);
      const at = table.checkpointAt(checkpoint);
      heads.set(rows.subarray(at, at + table.layout.totals), start);
      place = checkpoint * checkpointRows;
    }
    for (; place < to; place += 1) this.#add(tracks, place, heads, start);
  }

  /** Makes all checkpoints up to `last` hold. */
  #check(last: number): void {
    const table = this.#table;
    const { rows } = table;
    for (let next = table.place(headCells.checkpoints); next <= last; next += 1) {
      const [from, to] = [table.checkpointAt(next - 1), table.checkpointAt(next)];
      rows.copyWithin(to, from, to);
      for (let place = (next - 1) * checkpointRows; place < next * checkpointRows; place += 1) {
        this.#add(this.#tracks, place, rows, to);
      }
      table.set(headCells.checkpoints, next + 1);
    }
  }

  /** Adds the event at `place` to totals that begin at `start` of `cells`, unless what is before the first has it. */
  #add(tracks: readonly TotalTrack[], place: number, cells: Float64Array, start: number): void {
    const table = this.#table;
    const { rows } = table;
    const row = table.startOf(place);
    const sinceHorizon = (rows[row + timeCell] ?? Number.NaN) - table.get(headCells.horizon);
    for (let index = 0; index < tracks.length; index += 1) {
      const track = tracks[index];
      if (track !== undefined && (sinceHorizon >= 0 || sinceHorizon >= -track.settledMicros))
        addEvent(track, rows, row, cells, start);
    }
  }
}
