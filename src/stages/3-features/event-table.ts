/**
 * The events of one entity in their order, as columns: an event is some cells of two arrays and no object, so that
 * many of them cost neither the collector nor the cache.
 */
import { readValue, type Value } from "../../core/expression/index.ts";
import { compareEvents, type EventKey, type LiveEvent } from "./live-event.ts";

/** Before the columns stand the id, the row, and the known time where it is not the event time. */
const ownCells = 3;

type EventId = string | number;

export class EventTable {
  readonly #columns: readonly string[];
  readonly #width: number;
  readonly #times: number[] = [];
  readonly #cells: Value[] = [];
  /** Ids are looked up in a set only once one came that is not greater than all before. */
  #greatestId = Number.NEGATIVE_INFINITY;
  #ids: Set<EventId> | null = null;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
    this.#width = ownCells + columns.length;
  }

  get length(): number {
    return this.#times.length;
  }

  /** The place of the event `id`, −1 where there is none. */
  find(id: EventId): number {
    if (typeof id === "number" && id > this.#greatestId) return -1;
    this.#ids ??= this.#allIds();
    if (!this.#ids.has(id)) return -1;
    let place = this.length - 1;
    while (place >= 0 && this.#cells[place * this.#width] !== id) place -= 1;
    return place;
  }

  /** Puts `event` where it belongs and tells the place. */
  insert(event: LiveEvent): number {
    const { id, row, time, known, values } = event;
    if (typeof id === "number" && id > this.#greatestId) this.#greatestId = id;
    if (id !== null) this.#ids?.add(id);
    const place = this.#placeOf(event);
    if (place === this.length) {
      this.#times.push(time);
      this.#cells.push(id, row, known === time ? null : known);
      for (const column of this.#columns) this.#cells.push(readValue(values[column]));
      return place;
    }
    this.#times.splice(place, 0, time);
    const columns = this.#columns.map((column) => readValue(values[column]));
    this.#cells.splice(place * this.#width, 0, id, row, known === time ? null : known, ...columns);
    return place;
  }

  remove(place: number): void {
    const id = this.#idAt(place);
    if (id !== null) this.#ids?.delete(id);
    this.#times.splice(place, 1);
    this.#cells.splice(place * this.#width, this.#width);
  }

  amend(place: number, values: Readonly<Record<string, Value>>): void {
    for (const [index, column] of this.#columns.entries()) {
      const value = values[column];
      if (value !== undefined) this.#cells[place * this.#width + ownCells + index] = value;
    }
  }

  keyAt(place: number): EventKey {
    const row = Number(this.#cells[place * this.#width + 1]);
    return { time: this.#times[place] ?? Number.NaN, id: this.#idAt(place), row };
  }

  eventAt(place: number): LiveEvent & { readonly values: Readonly<Record<string, Value>> } {
    const { time, id, row } = this.keyAt(place);
    const start = place * this.#width;
    const known = this.#cells[start + 2] ?? null;
    const values: Record<string, Value> = {};
    for (const [index, column] of this.#columns.entries()) {
      values[column] = this.#cells[start + ownCells + index] ?? null;
    }
    return { time, id, row, known: known === null ? time : Number(known), values };
  }

  /** Forgets events before `horizon` but those at `held` places; tells each place's new one, −1 if forgotten. */
  retain(held: ReadonlySet<number>, horizon: number): number[] {
    let kept = 0;
    const moved = this.#times.map((time, place) => {
      if (time < horizon && !held.has(place)) return -1;
      this.#move(place, kept);
      kept += 1;
      return kept - 1;
    });
    this.#times.length = kept;
    this.#cells.length = kept * this.#width;
    if (this.#ids !== null) this.#ids = this.#allIds();
    return moved;
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? Number.NaN;
    this.#cells.copyWithin(to * this.#width, from * this.#width, (from + 1) * this.#width);
  }

  #idAt(place: number): EventId | null {
    const id = this.#cells[place * this.#width] ?? null;
    return typeof id === "boolean" ? String(id) : id;
  }

  #allIds(): Set<EventId> {
    const ids = this.#times.map((_, place) => this.#idAt(place));
    return new Set(ids.filter((id) => id !== null));
  }

  #placeOf(event: EventKey): number {
    let [low, high] = [0, this.length];
    if (high === 0 || (this.#times[high - 1] ?? 0) < event.time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareEvents(this.keyAt(middle), event) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
