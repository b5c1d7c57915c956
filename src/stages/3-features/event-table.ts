/**
 * The events of one entity in their order, each a row of numbers and no object. One table serves all entities, for
 * what is an entity's own stands in shared buffers: `open` tells whose rows the other methods mean.
 */
import { readValue, type Value } from "../../core/expression/index.ts";
import { EntityMemory } from "./entity-memory.ts";
import { compareEvents, type EventKey, type LiveEvent } from "./live-event.ts";
import { LooseValues } from "./loose-values.ts";
import { headCells, timeCell } from "./table-layout.ts";

/** How far behind where a search begins a row is looked for one by one. */
const nearby = 8;

type EventId = Exclude<EventKey["id"], null>;

export class EventTable extends EntityMemory {
  /** By slot, of entities that have more than numbers or of which an id was looked for. */
  readonly #looseBySlot = new Map<number, LooseValues>();
  #loose: LooseValues | null = null;
  #moved = new Int32Array(0);

  override open(slot: number): void {
    super.open(slot);
    this.#loose = this.#looseBySlot.size === 0 ? null : (this.#looseBySlot.get(slot) ?? null);
  }

  override free(): void {
    super.free();
    this.#looseBySlot.delete(this.slot);
  }

  get length(): number {
    return this.place(headCells.length);
  }

  /** Where the row at `place` begins in `rows`. */
  startOf(place: number): number {
    return this.first + place * this.layout.width;
  }

  /** The place of the event `id`, −1 where there is none. */
  find(id: EventId): number {
    if (typeof id === "number" && id > this.get(headCells.greatestId)) return -1;
    if (
      !this.#looseOfEntity()
        .ids(() => this.#allIds())
        .has(id)
    )
      return -1;
    let place = this.length - 1;
    while (place >= 0 && this.#cell(place, this.layout.idCell) !== id) place -= 1;
    return place;
  }

  /** Puts `event` where it belongs and tells the place. */
  insert(event: LiveEvent): number {
    const { id, row, time, known, values } = event;
    const { columns, idCell, rowCell, knownCell, columnCells } = this.layout;
    const { length } = this;
    const isLast = this.get(headCells.lastTime) < time;
    if (length === this.get(headCells.capacity)) this.grow();
    const place = isLast ? length : this.#openRow(event);
    this.set(headCells.length, length + 1);
    if (place === length) this.set(headCells.lastTime, time);
    if (typeof id === "number" && id > this.get(headCells.greatestId)) this.set(headCells.greatestId, id);
    if (id !== null) this.#loose?.addId(id);
    const { rows } = this;
    const start = this.startOf(place);
    rows[start + timeCell] = time;
    rows[start + rowCell] = row;
    if (knownCell !== null) rows[start + knownCell] = known;
    this.#write(place, start, idCell, id);
    for (let index = 0; index < columns.length; index += 1) {
      this.#write(place, start, columnCells + index, readValue(values[columns[index] ?? ""]));
    }
    return place;
  }

  remove(place: number): void {
    this.loseTotals(place);
    const { id } = this.keyAt(place);
    if (id !== null) this.#loose?.deleteId(id);
    this.#loose?.remove(place);
    this.rows.copyWithin(this.startOf(place), this.startOf(place + 1), this.startOf(this.length));
    this.#setLength(this.length - 1);
  }

  amend(place: number, values: Readonly<Record<string, Value>>): void {
    this.loseTotals(place);
    for (const [index, column] of this.layout.columns.entries()) {
      const value = values[column];
      if (value !== undefined)
        this.#write(place, this.startOf(place), this.layout.columnCells + index, value);
    }
  }

  timeAt(place: number): number {
    return this.rows[this.first + place * this.layout.width] ?? Number.NaN;
  }

  keyAt(place: number): EventKey {
    const { idCell, rowCell } = this.layout;
    const id = this.#cell(place, idCell);
    const row = this.rows[this.startOf(place) + rowCell] ?? Number.NaN;
    return { time: this.timeAt(place), id: typeof id === "boolean" ? String(id) : id, row };
  }

  eventAt(place: number): LiveEvent & { readonly values: Readonly<Record<string, Value>> } {
    const { columns, knownCell, columnCells } = this.layout;
    const { time, id, row } = this.keyAt(place);
    const known = knownCell === null ? time : (this.rows[this.startOf(place) + knownCell] ?? Number.NaN);
    const values: Record<string, Value> = {};
    for (let index = 0; index < columns.length; index += 1) {
      values[columns[index] ?? ""] = this.#cell(place, columnCells + index);
    }
    return { time, id, row, known, values };
  }

  /** How many events happened before `time`, `low` of which are known to; nearest to them it is found soonest. */
  countBefore(time: number, low = 0): number {
    const { length } = this;
    if (this.get(headCells.lastTime) < time) return length;
    const near = Math.min(length, low + nearby);
    for (let place = low; place < near; place += 1) if (this.timeAt(place) >= time) return place;
    let [from, to] = [near, length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.timeAt(middle) < time) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /**
   * Forgets the events `held` is 0 for, all of which the totals contain; tells each place's new one, −1 if forgotten,
   * in what the next call writes over.
   */
  retain(held: Uint8Array): Int32Array {
    const { length, rows } = this;
    if (this.#moved.length < length) this.#moved = new Int32Array(2 * length);
    const moved = this.#moved.fill(-1, 0, length);
    let kept = 0;
    let from = held.indexOf(1);
    while (from >= 0 && from < length) {
      const end = held.indexOf(0, from);
      const to = end < 0 ? length : Math.min(end, length);
      for (let place = from; place < to; place += 1) moved[place] = kept + place - from;
      if (kept < from) rows.copyWithin(this.startOf(kept), this.startOf(from), this.startOf(to));
      kept += to - from;
      from = held.indexOf(1, to);
    }
    if (kept === length) return moved;
    this.#loose?.retain(moved);
    this.loseTotals(0);
    this.set(headCells.totalled, kept);
    this.#setLength(kept);
    return moved;
  }

  #setLength(length: number): void {
    this.set(headCells.length, length);
    this.set(headCells.lastTime, length === 0 ? Number.NEGATIVE_INFINITY : this.timeAt(length - 1));
  }

  /** Opens a row for an event that need not be the last, of which there is room, and tells its place. */
  #openRow(event: EventKey): number {
    const { length } = this;
    let [place, high] = [0, length];
    while (place < high) {
      const middle = (place + high) >> 1;
      if (compareEvents(this.keyAt(middle), event) < 0) place = middle + 1;
      else high = middle;
    }
    if (place === length) return place;
    this.loseTotals(place);
    this.rows.copyWithin(this.startOf(place + 1), this.startOf(place), this.startOf(length));
    this.#loose?.insert(place, length);
    return place;
  }

  #cell(place: number, at: number): Value {
    const number = this.rows[this.startOf(place) + at] ?? Number.NaN;
    return Number.isNaN(number) ? (this.#loose?.get(place, at) ?? null) : number;
  }

  /** Writes a cell of the row at `place`, which begins at `start`. */
  #write(place: number, start: number, cell: number, value: Value): void {
    const isNumber = typeof value === "number";
    this.rows[start + cell] = isNumber ? value : Number.NaN;
    if (isNumber || value === null) {
      if (this.#loose !== null) this.#loose.clear(place, cell);
    } else this.#looseOfEntity().set(place, cell, value);
  }

  #looseOfEntity(): LooseValues {
    if (this.#loose === null) {
      this.#loose = new LooseValues(this.layout.idCell);
      this.#looseBySlot.set(this.slot, this.#loose);
    }
    return this.#loose;
  }

  #allIds(): EventId[] {
    const ids = Array.from({ length: this.length }, (_, place) => this.keyAt(place).id);
    return ids.filter((id) => id !== null);
  }
}
