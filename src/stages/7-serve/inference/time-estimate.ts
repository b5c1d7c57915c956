/** Weight that a measurement keeps when the next one arrives: about the last fifty count. */
const memory = 0.98;

/**
 * How long a batch of n rows takes: a·n + b milliseconds, by least squares over what was measured, the latest first.
 * It serves to refuse work early, never to wait for more of it.
 */
export class TimeEstimate {
  #weight = 0;
  #sumX = 0;
  #sumY = 0;
  #sumXX = 0;
  #sumXY = 0;
  #perRow = 0;

  record(rows: number, ms: number): void {
    this.#weight = this.#weight * memory + 1;
    this.#sumX = this.#sumX * memory + rows;
    this.#sumY = this.#sumY * memory + ms;
    this.#sumXX = this.#sumXX * memory + rows * rows;
    this.#sumXY = this.#sumXY * memory + rows * ms;
    const scale = this.#weight * this.#sumXX;
    const spread = scale - this.#sumX * this.#sumX;
    // Batches of one size tell nothing about the slope: the last one known stays.
    if (spread > 1e-9 * scale)
      this.#perRow = Math.max(0, (this.#weight * this.#sumXY - this.#sumX * this.#sumY) / spread);
  }

  /** Milliseconds; 0 before anything was measured. */
  predict(rows: number): number {
    if (this.#weight === 0) return 0;
    const perRow = Math.min(this.#perRow, this.#sumX > 0 ? this.#sumY / this.#sumX : 0);
    return perRow * rows + (this.#sumY - perRow * this.#sumX) / this.#weight;
  }
}
