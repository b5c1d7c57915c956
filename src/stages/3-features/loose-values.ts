/** What an entity's events have that is no number, by their places, and a set to look their ids up. */
import type { Value } from "../../core/expression/index.ts";
import type { EventKey } from "./live-event.ts";

type EventId = Exclude<EventKey["id"], null>;

export class LooseValues {
  /** By place and cell; null where an event has numbers only. */
  #values: (Value[] | null)[] = [];
  /** Made when it is asked first. */
  #ids: Set<EventId> | null = null;

  /** Where the cells begin that may hold anything. */
  readonly #from: number;

  constructor(from: number) {
    this.#from = from;
  }

  get(place: number, cell: number): Value {
    return this.#values[place]?.[cell - this.#from] ?? null;
  }

  set(place: number, cell: number, value: Value): void {
    while (this.#values.length <= place) this.#values.push(null);
    const values = this.#values[place] ?? [];
    while (values.length < cell - this.#from) values.push(null);
    values[cell - this.#from] = value;
    this.#values[place] = values;
  }

  clear(place: number, cell: number): void {
    const values = this.#values[place] ?? [];
    if (cell - this.#from < values.length) values[cell - this.#from] = null;
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
