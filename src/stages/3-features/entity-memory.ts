/**
 * The numbers of every entity, in a few large buffers: its head, and the rows of its events. A buffer or an object for
 * each entity costs the collector, and the cache one miss more for each. `open` tells whose numbers are meant.
 */
import { type Extent, RowMemory } from "./row-memory.ts";
import {
  checkpointRows,
  cursorAt,
  cursorCells,
  extentLength,
  headCells,
  type TableLayout,
} from "./table-layout.ts";

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
    const { headWidth } = this.layout;
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
    this.#take(firstRows);
    this.loseTotals(0);
    return slot;
  }

  open(slot: number): void {
    this.slot = slot;
    this.head = slot * this.layout.headWidth;
    this.first = this.place(headCells.first);
    this.rows = this.#rows.pages[this.place(headCells.page)] ?? this.rows;
  }

  /** Forgets the open entity, whose slot another may get. */
  free(): void {
    this.#rows.giveBack(this.#extent(), extentLength(this.layout, this.get(headCells.capacity)));
    this.#free.push(this.slot);
  }

  get(cell: number): number {
    return this.heads[this.head + cell] ?? Number.NaN;
  }

  /** The same where it is a whole number: the engine then computes places without fractions. */
  place(cell: number): number {
    return (this.heads[this.head + cell] ?? 0) | 0;
  }

  set(cell: number, value: number): void {
    this.heads[this.head + cell] = value;
  }

  /** Where the totals of all events before the row stand whose place is so many times `checkpointRows`. */
  checkpointAt(checkpoint: number): number {
    return this.first + this.place(headCells.capacity) * this.layout.width + checkpoint * this.layout.totals;
  }

  /** Lets all totals be found anew that contain the event at `place`, and cursors there too. */
  loseTotals(place: number): void {
    const { heads, head, layout } = this;
    const checkpoints = Math.floor(place / checkpointRows) + 1;
    this.set(headCells.checkpoints, Math.min(this.get(headCells.checkpoints), checkpoints));
    if (this.get(headCells.totalled) > place) this.set(headCells.totalled, -1);
    for (let at = 0; at < layout.cursors; at += 1) {
      const cursor = head + cursorAt(layout, at);
      if ((heads[cursor + cursorCells.place] ?? 0) < place) continue;
      heads[cursor + cursorCells.place] = -1;
      heads[cursor + cursorCells.since] = Number.POSITIVE_INFINITY;
    }
  }

  /** Moves the rows to where twice as many have room. */
  protected grow(): void {
    const { width, totals } = this.layout;
    const capacity = this.place(headCells.capacity);
    const { rows, first } = this;
    const from = this.checkpointAt(0);
    const extent = this.#extent();
    this.#take(2 * capacity);
    this.open(this.slot);
    this.rows.set(rows.subarray(first, first + capacity * width), this.first);
    const to = from + this.get(headCells.checkpoints) * totals;
    this.rows.set(rows.subarray(from, to), this.checkpointAt(0));
    this.#rows.giveBack(extent, extentLength(this.layout, capacity));
  }

  #take(capacity: number): void {
    const { page, first } = this.#rows.take(extentLength(this.layout, capacity));
    this.set(headCells.page, page);
    this.set(headCells.first, first);
    this.set(headCells.capacity, capacity);
  }

  #extent(): Extent {
    return { page: this.get(headCells.page), first: this.get(headCells.first) };
  }
}
