/**
 * The numbers of every entity, in a few large buffers: its head, and the rows of its events. A buffer or an object for
 * each entity costs the collector, and the cache one miss more for each. `open` tells whose numbers are meant.
 */
import { RowMemory } from "./row-memory.ts";
import { cursorAt, cursorCells, headCells, type TableLayout } from "./table-layout.ts";

const firstRows = 8;
/** What is minus infinity in a new head, where all else is 0. */
const minusInfinite = [headCells.lastTime, headCells.greatestId, headCells.latest, headCells.horizon];

export class EntityMemory {
  readonly layout: TableLayout;
  readonly #rows = new RowMemory();
  readonly #free: number[] = [];
  #slots = 0;
  slot = -1;
  heads: Float64Array = new Float64Array(0);
  /** Where the open entity's head begins in `heads`. */
  head = 0;
  /** Where its rows are, and where the first of them begins. */
  rows: Float64Array = new Float64Array(0);
  first = 0;

  constructor(layout: TableLayout) {
    this.layout = layout;
  }

  /** Makes room for another entity and tells its slot. */
  create(): number {
    const { headWidth, width } = this.layout;
    const slot = this.#free.pop() ?? this.#slots;
    this.#slots = Math.max(this.#slots, slot + 1);
    if (this.#slots * headWidth > this.heads.length) {
      const heads = new Float64Array(2 * this.#slots * headWidth);
      heads.set(this.heads);
      this.heads = heads;
    }
    this.head = slot * headWidth;
    this.heads.fill(0, this.head, this.head + headWidth);
    for (const cell of minusInfinite) {
      this.set(cell, Number.NEGATIVE_INFINITY);
    }
    this.loseCursors();
    this.#take(firstRows, this.#rows.take(firstRows * width));
    return slot;
  }

  open(slot: number): void {
    this.slot = slot;
    this.head = slot * this.layout.headWidth;
    this.first = this.get(headCells.first);
    this.rows = this.#rows.pages[this.get(headCells.page)] ?? this.rows;
  }

  /** Forgets the open entity, whose slot another may get. */
  free(): void {
    this.#giveBack();
    this.#free.push(this.slot);
  }

  get(cell: number): number {
    return this.heads[this.head + cell] ?? Number.NaN;
  }

  set(cell: number, value: number): void {
    this.heads[this.head + cell] = value;
  }

  /** Lets cursors be found anew. */
  loseCursors(): void {
    for (let at = 0; at < this.layout.cursors; at += 1) {
      this.heads[this.head + cursorAt(at) + cursorCells.since] = Number.POSITIVE_INFINITY;
    }
  }

  /** Moves the rows to where half as many more have room. */
  protected grow(): void {
    const { width } = this.layout;
    const capacity = this.get(headCells.capacity);
    const { rows, first } = this;
    const more = capacity + (capacity >> 1);
    const extent = this.#rows.take(more * width);
    this.#giveBack();
    this.#take(more, extent);
    this.open(this.slot);
    this.rows.set(rows.subarray(first, first + capacity * width), this.first);
  }

  #take(capacity: number, { page, first }: { readonly page: number; readonly first: number }): void {
    this.set(headCells.page, page);
    this.set(headCells.first, first);
    this.set(headCells.capacity, capacity);
  }

  #giveBack(): void {
    const extent = { page: this.get(headCells.page), first: this.get(headCells.first) };
    this.#rows.giveBack(extent, this.get(headCells.capacity) * this.layout.width);
  }
}
