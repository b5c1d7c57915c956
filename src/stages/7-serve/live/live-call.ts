/** One request while its parts are under way: it is answered when all are, or when its time is up. */
import { AirworthyError } from "../../../core/error.ts";
import type { Outcome } from "./outcome.ts";

export class LiveCall {
  readonly arrived = performance.now();
  /** As performance.now() tells it. */
  readonly deadline: number;
  readonly answer: Promise<readonly Outcome[]>;
  readonly #outcomes: Outcome[];
  readonly #timeoutMs: number;
  #left: number;
  #resolve: (outcomes: readonly Outcome[]) => void = () => {};
  #reject: (cause: unknown) => void = () => {};
  /** Nobody waits for it any more. */
  isDone = false;

  constructor(parts: number, timeoutMs: number) {
    this.#left = parts;
    this.#outcomes = new Array<Outcome>(parts);
    this.#timeoutMs = timeoutMs;
    this.deadline = this.arrived + timeoutMs;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  settle(place: number, outcome: Outcome): void {
    if (this.isDone || this.#outcomes[place] !== undefined) return;
    this.#outcomes[place] = outcome;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.isDone = true;
    this.#resolve(this.#outcomes);
  }

  /** Ends it: what of it is in no batch yet is never done; the rest may be. */
  expire(): void {
    if (this.isDone) return;
    this.isDone = true;
    const message = `Cannot answer within ${this.#timeoutMs} ms; what was asked for may be recorded all the same.`;
    this.#reject(new AirworthyError("DEADLINE_EXCEEDED", message));
  }
}
