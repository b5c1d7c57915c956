/** What an entity's events have that is no number, by their places, and a set to look their ids up. */
import type { Value } from "../../core/expression/index.ts";
import type { EventKey } from "./live-event.ts";

type EventId = Exclude<EventKey["id"], null>;

export class LooseValues {
  /** By place, and by cell from the last one; null where an event has numbers only. */
  #values: (Value[] | null)[] = [];
  /** Made when it is asked first. */
  #ids: Set<EventId> | null = null;

  /** The last of the cells that may hold anything: an event's id, which is the likeliest to. */
  readonly #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  get(place: number, cell: number): Value {
    return this.#values[place]?.[this.#last - cell] ?? null;
  }

  set(place: number, cell: number, value: Value): void {
    while (this.#values.length <= place) this.#values.push(null);
    const values = this.#values[place] ?? [];
    while (values.length < this.#last - cell) values.push(null);
    values[this.#last - cell] = value;
    this.#values[place] = values;
  }

  clear(place: number, cell: number): void {
    const values = this.#values[place] ?? [];
    if (this.#last - cell < values.length) values[this.#last - cell] = null;
  }

  insert(place: number, length: number): void {
    while (this.#values.length < length) this.#values.push(null);
    this.#values.splice(place, 0, null);
  }

  remove(place: number): void {
    this.#values.splice(place, 1);
  }

  /** Keeps the events at the places that `moved` gives a new one. */
  retain(moved: Int32Array): void {
    this.#values = this.#values.filter((_, place) => (moved[place] ?? -1) >= 0);
    this.#ids = null;
  }

  ids(all: () => Iterable<EventId>): Set<EventId> {
    this.#ids ??= new Set(all());
    return this.#ids;
  }

  addId(id: EventId): void {
    this.#ids?.add(id);
  }

  deleteId(id: EventId): void {
    this.#ids?.delete(id);
  }
}
