/**
 * Totals over any range of an append-mostly list in O(log n), without ever subtracting, so that nothing drifts.
 * Each level holds the totals of sixteen neighbours below it.
 */
export type Combine = (left: number, right: number) => number;

const width = 16;
const shift = 4;

export class RangeTree {
  readonly #combine: Combine;
  readonly #identity: number;
  readonly #levels: number[][] = [[]];

  /** `combine` is associative and commutative up to rounding; `identity` changes nothing. */
  constructor(combine: Combine, identity: number) {
    this.#combine = combine;
    this.#identity = identity;
  }

  push(value: number): void {
    let carried = value;
    for (let level = 0; ; level += 1) {
      const list = this.#level(level);
      list.push(carried);
      if (list.length % width !== 0) return;
      carried = this.#scan(list, list.length - width, list.length, this.#identity);
    }
  }

  /** Forgets all from the index `length` on. */
  truncate(length: number): void {
    for (const [level, list] of this.#levels.entries()) list.length = Math.floor(length / width ** level);
  }

  /** The total of the values from `from` up to, not including, `to`; the identity where there are none. */
  total(from: number, to: number): number {
    let [low, high, total] = [from, to, this.#identity];
    for (let level = 0; low < high; level += 1) {
      const list = this.#level(level);
      const innerLow = (low + width - 1) >> shift;
      const innerHigh = high >> shift;
      if (innerLow >= innerHigh) return this.#scan(list, low, high, total);
      total = this.#scan(list, low, innerLow << shift, total);
      total = this.#scan(list, innerHigh << shift, high, total);
      low = innerLow;
      high = innerHigh;
    }
    return total;
  }

  #level(level: number): number[] {
    const known = this.#levels[level];
    if (known !== undefined) return known;
    const made: number[] = [];
    this.#levels.push(made);
    return made;
  }

  #scan(list: readonly number[], from: number, to: number, start: number): number {
    let total = start;
    for (let at = from; at < to; at += 1) total = this.#combine(total, list[at] ?? this.#identity);
    return total;
  }
}
