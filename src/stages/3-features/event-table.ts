/**
 * The events of one entity in their order, each a row of one buffer and no object, so that many of them cost neither
 * the collector nor the cache. What is not a number stands in a list beside it, once there is any such thing.
 */
import { readValue, type Value } from "../../core/expression/index.ts";
import { compareEvents, type EventKey, type LiveEvent } from "./live-event.ts";

/** The cells of a row before its columns. */
const [timeCell, idCell, rowCell, knownCell, ownCells] = [0, 1, 2, 3, 4];

const firstRows = 8;

type EventId = string | number;

export class EventTable {
  readonly #columns: readonly string[];
  /** The cells of an event; behind them a row has room for totals. */
  readonly cells: number;
  readonly width: number;
  /** Missing values and those that are not numbers are NaN. */
  rows: Float64Array;
  length = 0;
  #others: Value[] | null = null;
  /** Ids are looked up in a set only once one came that is not greater than all before. */
  #greatestId = Number.NEGATIVE_INFINITY;
  #ids: Set<EventId> | null = null;

  /** `room` is how many numbers more a row holds. */
  constructor(columns: readonly string[], room: number) {
    this.#columns = columns;
    this.cells = ownCells + columns.length;
    this.width = this.cells + room;
    this.rows = new Float64Array(firstRows * this.width);
  }

  /** The place of the event `id`, −1 where there is none. */
  find(id: EventId): number {
    if (typeof id === "number" && id > this.#greatestId) return -1;
    this.#ids ??= this.#allIds();
    if (!this.#ids.has(id)) return -1;
    let place = this.length - 1;
    while (place >= 0 && this.#cell(place, idCell) !== id) place -= 1;
    return place;
  }

  /** Puts `event` where it belongs and tells the place. */
  insert(event: LiveEvent): number {
    const { id, row, time, known, values } = event;
    if (typeof id === "number" && id > this.#greatestId) this.#greatestId = id;
    if (id !== null) this.#ids?.add(id);
    const place = this.#placeOf(event);
    this.#makeRoom(place);
    const start = place * this.width;
    this.rows[start + timeCell] = time;
    this.rows[start + rowCell] = row;
    this.rows[start + knownCell] = known;
    this.#set(place, idCell, id);
    for (let index = 0; index < this.#columns.length; index += 1) {
      this.#set(place, ownCells + index, readValue(values[this.#columns[index] ?? ""]));
    }
    return place;
  }

  remove(place: number): void {
    const id = this.keyAt(place).id;
    if (id !== null) this.#ids?.delete(id);
    this.rows.copyWithin(place * this.width, (place + 1) * this.width, this.length * this.width);
    this.#others?.splice(place * this.cells, this.cells);
    this.length -= 1;
  }

  amend(place: number, values: Readonly<Record<string, Value>>): void {
    for (const [index, column] of this.#columns.entries()) {
      const value = values[column];
      if (value !== undefined) this.#set(place, ownCells + index, value);
    }
  }

  timeAt(place: number): number {
    return this.rows[place * this.width] ?? Number.NaN;
  }

  keyAt(place: number): EventKey {
    const id = this.#cell(place, idCell);
    const row = this.rows[place * this.width + rowCell] ?? Number.NaN;
    return { time: this.timeAt(place), id: typeof id === "boolean" ? String(id) : id, row };
  }

  eventAt(place: number): LiveEvent & { readonly values: Readonly<Record<string, Value>> } {
    const { time, id, row } = this.keyAt(place);
    const known = this.rows[place * this.width + knownCell] ?? Number.NaN;
    const values: Record<string, Value> = {};
    for (let index = 0; index < this.#columns.length; index += 1) {
      values[this.#columns[index] ?? ""] = this.#cell(place, ownCells + index);
    }
    return { time, id, row, known, values };
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
    this.length = kept;
    if (this.#others !== null) this.#others.length = kept * this.cells;
    if (this.#ids !== null) this.#ids = this.#allIds();
    return moved;
  }

  #move(from: number, to: number): void {
    const { rows, width, cells } = this;
    for (let at = 0; at < cells; at += 1) {
      rows[to * width + at] = rows[from * width + at] ?? Number.NaN;
      if (this.#others !== null) this.#others[to * cells + at] = this.#others[from * cells + at] ?? null;
    }
  }

  /** Opens a row at `place`; there is always one more behind the last. */
  #makeRoom(place: number): void {
    const { width, length } = this;
    if ((length + 2) * width > this.rows.length) {
      const rows = new Float64Array(2 * this.rows.length);
      rows.set(this.rows);
      this.rows = rows;
    }
    if (place < length) this.rows.copyWithin((place + 1) * width, place * width, length * width);
    this.#others?.splice(place * this.cells, 0, ...new Array<Value>(this.cells).fill(null));
    this.length += 1;
  }

  #cell(place: number, at: number): Value {
    const number = this.rows[place * this.width + at] ?? Number.NaN;
    return Number.isNaN(number) ? (this.#others?.[place * this.cells + at] ?? null) : number;
  }

  #set(place: number, at: number, value: Value): void {
    const isNumber = typeof value === "number";
    this.rows[place * this.width + at] = isNumber ? value : Number.NaN;
    if (isNumber || value === null) {
      if (this.#others !== null) this.#others[place * this.cells + at] = null;
      return;
    }
    this.#others ??= new Array<Value>(this.length * this.cells).fill(null);
    this.#others[place * this.cells + at] = value;
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
