/** Room for rows of numbers in a few large buffers: a buffer for each entity costs the collector and the cache. */

/** A part of a buffer; whoever has it knows how long it is. */
export interface Extent {
  /** The buffer's place in `pages`. */
  readonly page: number;
  readonly first: number;
}

const [smallestPage, largestPage] = [2 ** 12, 2 ** 20];

export class RowMemory {
  /** Each is cut into parts of one length, until nobody has one any more. */
  readonly pages: Float64Array[] = [];
  /** How many parts of a page somebody has. */
  readonly #live: number[] = [];
  readonly #idle: number[] = [];
  /** By their length, what was given back, and where the next is cut off. */
  readonly #free = new Map<number, Extent[]>();
  readonly #next = new Map<number, Extent>();
  #total = 0;

  /** Gives `length` numbers, whatever they are. */
  take(length: number): Extent {
    const extent = this.#free.get(length)?.pop() ?? this.#cut(length);
    this.#live[extent.page] = (this.#live[extent.page] ?? 0) + 1;
    return extent;
  }

  giveBack(extent: Extent, length: number): void {
    const { page } = extent;
    const live = (this.#live[page] ?? 0) - 1;
    const free = this.#free.get(length) ?? [];
    this.#live[page] = live;
    free.push(extent);
    this.#free.set(length, live > 0 ? free : free.filter((other) => other.page !== page));
    if (live > 0) return;
    this.#idle.push(page);
    if (this.#next.get(length)?.page === page) this.#next.delete(length);
  }

  #cut(length: number): Extent {
    const open = this.#next.get(length);
    const hasRoom = open !== undefined && open.first + length <= (this.pages[open.page]?.length ?? 0);
    const extent = hasRoom ? open : { page: this.#emptyPage(length), first: 0 };
    this.#next.set(length, { page: extent.page, first: extent.first + length });
    return extent;
  }

  /** A page for parts of that length; new ones are larger the more there are. */
  #emptyPage(length: number): number {
    const idle = this.#idle.findIndex((page) => (this.pages[page]?.length ?? 0) >= length);
    const [page] = idle < 0 ? [] : this.#idle.splice(idle, 1);
    if (page !== undefined) return page;
    const size = Math.max(length, smallestPage, Math.min(largestPage, this.#total >> 3));
    this.#total += size;
    return this.pages.push(new Float64Array(size)) - 1;
  }
}
