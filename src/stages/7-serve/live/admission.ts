/** Refuses what could not be done in time: how long work takes is learned from the batches that were done. */
import { AirworthyError } from "../../../core/error.ts";

/** Parts that surely fit into one batch. */
const fullBatch = 256;
/** How much the newest batch counts. */
const weight = 0.2;

export class Admission {
  readonly #mostWaiting: number;
  /** A batch costs by itself more than by what is in it, until it is full. */
  #msPerBatch = 0;

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** A batch was done, `ms` after the one before or after it began. */
  record(ms: number): void {
    this.#msPerBatch += weight * (ms - this.#msPerBatch);
  }

  /** OVERLOADED where `parts` more, behind `waiting`, would be too many or too late. */
  check(
    parts: number,
    { waiting, timeoutMs }: { readonly waiting: number; readonly timeoutMs: number },
  ): void {
    // Where nothing waits, what it takes is best learned by doing it: a wrong estimate cannot lock the door.
    if (waiting === 0) return;
    const finishMs = Math.ceil((waiting + parts) / fullBatch) * this.#msPerBatch;
    if (finishMs <= timeoutMs && waiting + parts <= this.#mostWaiting) return;
    throw new AirworthyError(
      "OVERLOADED",
      `Cannot take the request: ${waiting} rows wait before it, and it would take ${Math.ceil(finishMs)} ms.`,
      { details: { retryAfterMs: Math.ceil(Math.max(this.#msPerBatch, finishMs - timeoutMs)) } },
    );
  }
}
