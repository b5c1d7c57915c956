/**
 * The events of one entity in their order, each a row of one buffer and no object, so that many of them cost neither
 * the collector nor the cache. What is not a number stands in a list beside it, once there is any such thing.
 */
import { readValue, type Value } from "../../core/expression/index.ts";
import { compareEvents, type EventKey, type LiveEvent } from "./live-event.ts";

/** The cells of a row before its columns. */
const [timeCell, idCell, rowCell, knownCell, ownCells] = [0, 1, 2, 3, 4];
/** What stands in the head of the buffer: an object would hold each of these numbers in a place of its own. */
export const headCells = { greatestId: 0, latest: 1, horizon: 2, cursors: 3 } as const;

const firstRows = 8;
/** How far behind the last answer a row is looked for one by one. */
const nearby = 8;

type EventId = string | number;

/** Where things stand in the buffer; the same for every entity. */
export interface TableLayout {
  readonly columns: readonly string[];
  /** The numbers before the first row. */
  readonly head: number;
  /** The numbers of an event; behind them a row has room for the totals of what stands before it. */
  readonly cells: number;
  readonly width: number;
}

export function tableLayout(
  columns: readonly string[],
  room: { cursors: number; totals: number },
): TableLayout {
  const cells = ownCells + columns.length;
  return { columns, head: headCells.cursors + room.cursors, cells, width: cells + room.totals };
}

export class EventTable {
  readonly layout: TableLayout;
  /** The head, then the rows, always one more than there are events. Missing values and what is no number are NaN. */
  rows: Float64Array;
  length = 0;
  /** How many events the totals behind them contain: the row of that index has its totals, later ones do not. */
  totalled = 0;
  #others: Value[] | null = null;
  /** Ids are looked up in a set only once one came that is not greater than all before. */
  #ids: Set<EventId> | null = null;

  constructor(layout: TableLayout) {
    this.layout = layout;
    this.rows = new Float64Array(layout.head + firstRows * layout.width);
    this.rows.fill(Number.NEGATIVE_INFINITY, 0, headCells.cursors);
  }

  /** Where the row at `place` begins in the buffer. */
  startOf(place: number): number {
    return this.layout.head + place * this.layout.width;
  }

  /** The place of the event `id`, −1 where there is none. */
  find(id: EventId): number {
    if (typeof id === "number" && id > (this.rows[headCells.greatestId] ?? 0)) return -1;
    this.#ids ??= this.#allIds();
    if (!this.#ids.has(id)) return -1;
    let place = this.length - 1;
    while (place >= 0 && this.#cell(place, idCell) !== id) place -= 1;
    return place;
  }

  /** Puts `event` where it belongs and tells the place. */
  insert(event: LiveEvent): number {
    const { id, row, time, known, values } = event;
    const { columns } = this.layout;
    const place = this.#placeOf(event);
    this.#makeRoom(place);
    if (typeof id === "number" && id > (this.rows[headCells.greatestId] ?? 0)) {
      this.rows[headCells.greatestId] = id;
    }
    if (id !== null) this.#ids?.add(id);
    const start = this.startOf(place);
    this.rows[start + timeCell] = time;
    this.rows[start + rowCell] = row;
    this.rows[start + knownCell] = known;
    this.#set(place, idCell, id);
    for (let index = 0; index < columns.length; index += 1) {
      this.#set(place, ownCells + index, readValue(values[columns[index] ?? ""]));
    }
    return place;
  }

  remove(place: number): void {
    const id = this.keyAt(place).id;
    if (id !== null) this.#ids?.delete(id);
    const [start, next] = [this.startOf(place), this.startOf(place + 1)];
    // The row keeps its totals: they are of what stands before it.
    this.rows.copyWithin(start, next, next + this.layout.cells);
    this.rows.copyWithin(next, this.startOf(place + 2), this.startOf(this.length));
    this.#others?.splice(place * this.layout.cells, this.layout.cells);
    this.length -= 1;
    this.totalled = Math.min(this.totalled, place);
  }

  amend(place: number, values: Readonly<Record<string, Value>>): void {
    for (const [index, column] of this.layout.columns.entries()) {
      const value = values[column];
      if (value !== undefined) this.#set(place, ownCells + index, value);
    }
    this.totalled = Math.min(this.totalled, place);
  }

  timeAt(place: number): number {
    return this.rows[this.layout.head + place * this.layout.width] ?? Number.NaN;
  }

  keyAt(place: number): EventKey {
    const id = this.#cell(place, idCell);
    const row = this.rows[this.startOf(place) + rowCell] ?? Number.NaN;
    return { time: this.timeAt(place), id: typeof id === "boolean" ? String(id) : id, row };
  }

  eventAt(place: number): LiveEvent & { readonly values: Readonly<Record<string, Value>> } {
    const { columns } = this.layout;
    const { time, id, row } = this.keyAt(place);
    const known = this.rows[this.startOf(place) + knownCell] ?? Number.NaN;
    const values: Record<string, Value> = {};
    for (let index = 0; index < columns.length; index += 1) {
      values[columns[index] ?? ""] = this.#cell(place, ownCells + index);
    }
    return { time, id, row, known, values };
  }

  /** How many events happened before `time`; at `cursor`, if told, is its last answer: times mostly move on. */
  countBefore(time: number, cursor?: number): number {
    let [low, high] = [0, this.length];
    if (high === 0 || this.timeAt(high - 1) < time) return high;
    const near = cursor === undefined ? 0 : (this.rows[cursor] ?? 0);
    if (near < high && (near === 0 || this.timeAt(near - 1) < time)) {
      const end = Math.min(high, near + nearby);
      for (low = near; low < end && this.timeAt(low) < time; ) low += 1;
      if (low < end) high = low;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    if (cursor !== undefined) this.rows[cursor] = low;
    return low;
  }

  /** Forgets events before `horizon` but those `held` is 1 for; tells each place's new one, −1 if forgotten. */
  retain(held: Uint8Array, horizon: number): Int32Array {
    const moved = new Int32Array(this.length).fill(-1);
    let kept = 0;
    for (let place = 0; place < this.length; place += 1) {
      if (this.timeAt(place) < horizon && held[place] !== 1) continue;
      moved[place] = kept;
      this.#move(place, kept);
      kept += 1;
    }
    this.#move(this.length, kept);
    this.totalled += kept - this.length;
    this.length = kept;
    if (this.#others !== null) this.#others.length = kept * this.layout.cells;
    if (this.#ids !== null) this.#ids = this.#allIds();
    return moved;
  }

  #move(from: number, to: number): void {
    if (from === to) return;
    const { cells } = this.layout;
    this.rows.copyWithin(this.startOf(to), this.startOf(from), this.startOf(from + 1));
    if (this.#others === null) return;
    for (let at = 0; at < cells; at += 1) {
      this.#others[to * cells + at] = this.#others[from * cells + at] ?? null;
    }
  }

  /** Opens a row at `place`, which keeps its totals. */
  #makeRoom(place: number): void {
    const { length } = this;
    if (this.startOf(length + 2) > this.rows.length) {
      const rows = new Float64Array(this.startOf(length + 2 + (length >> 1)));
      rows.set(this.rows);
      this.rows = rows;
    }
    this.length += 1;
    if (place === length) return;
    this.rows.copyWithin(this.startOf(place + 1), this.startOf(place), this.startOf(length));
    this.#others?.splice(place * this.layout.cells, 0, ...new Array<Value>(this.layout.cells).fill(null));
    this.totalled = Math.min(this.totalled, place);
  }

  #cell(place: number, at: number): Value {
    const number = this.rows[this.startOf(place) + at] ?? Number.NaN;
    return Number.isNaN(number) ? (this.#others?.[place * this.layout.cells + at] ?? null) : number;
  }

  #set(place: number, at: number, value: Value): void {
    const isNumber = typeof value === "number";
    this.rows[this.startOf(place) + at] = isNumber ? value : Number.NaN;
    if (this.#others === null && (isNumber || value === null)) return;
    this.#others ??= new Array<Value>(this.length * this.layout.cells).fill(null);
    this.#others[place * this.layout.cells + at] = isNumber ? null : value;
  }

  #allIds(): Set<EventId> {
    const ids = Array.from({ length: this.length }, (_, place) => this.keyAt(place).id);
    return new Set(ids.filter((id) => id !== null));
  }

  #placeOf(event: EventKey): number {
    let [low, high] = [0, this.length];
    if (high === 0 || this.timeAt(high - 1) < event.time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareEvents(this.keyAt(middle), event) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
