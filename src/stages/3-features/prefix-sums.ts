/**
 * Totals over any range of whole numbers as the difference of two running totals: exact, and two reads, as long as
 * the magnitudes of all of them together stay within what a 64-bit float counts without a gap.
 */
export class PrefixSums {
  /** Before each place the total of all before it. */
  readonly #sums: number[] = [0];
  #magnitude = 0;

  /** Whether `value` can be pushed and every total still be exact. */
  takes(value: number): boolean {
    return Number.isInteger(value) && this.#magnitude + Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  }

  push(value: number): void {
    this.#magnitude += Math.abs(value);
    this.#sums.push((this.#sums[this.#sums.length - 1] ?? 0) + value);
  }

  /** Forgets all from the index `length` on. */
  truncate(length: number): void {
    this.#sums.length = length + 1;
    if (length === 0) this.#magnitude = 0;
  }

  /** The total of the values from `from` up to, not including, `to`. */
  total(from: number, to: number): number {
    return (this.#sums[to] ?? Number.NaN) - (this.#sums[from] ?? Number.NaN);
  }
}
