/** Refuses what could not be done in time: how long work takes is learned from the batches that were done. */
import { AirworthyError } from "../../../core/error.ts";

/** How much the newest batch counts. */
const weight = 0.2;

export class Admission {
  readonly #mostWaiting: number;
  #msPerPart = 0;

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  /** A batch of `parts` was done, `ms` after the one before or after it began. */
  record(parts: number, ms: number): void {
    if (parts > 0) this.#msPerPart += weight * (ms / parts - this.#msPerPart);
  }

  /** OVERLOADED where `parts` more, behind `waiting`, would be too many or too late. */
  check(
    parts: number,
    { waiting, timeoutMs }: { readonly waiting: number; readonly timeoutMs: number },
  ): void {
    // Where nothing waits, what it takes is best learned by doing it: a wrong estimate cannot lock the door.
    if (waiting === 0) return;
    const finishMs = (waiting + parts) * this.#msPerPart;
    if (finishMs <= timeoutMs && waiting + parts <= this.#mostWaiting) return;
    throw new AirworthyError(
      "OVERLOADED",
      `Cannot take the request: ${waiting} rows wait before it, and it would take ${Math.ceil(finishMs)} ms.`,
      { details: { retryAfterMs: Math.ceil(Math.max(waiting * this.#msPerPart, finishMs - timeoutMs)) } },
    );
  }
}
