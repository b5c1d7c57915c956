import type { LiveCall } from "./live-call.ts";

/** How often requests are looked for whose time is up. */
const sweepEveryMs = 25;

/** The requests under way, ended when their time is up: one timer for all of them costs less than one for each. */
export class LiveCalls {
  readonly #calls = new Set<LiveCall>();
  readonly #sweep = setInterval(() => this.#expire(performance.now()), sweepEveryMs).unref();

  add(call: LiveCall): void {
    if (!call.isDone) this.#calls.add(call);
  }

  /** Ends all of them now. */
  expireAll(): void {
    this.#expire(Number.POSITIVE_INFINITY);
  }

  stop(): void {
    clearInterval(this.#sweep);
  }

  #expire(now: number): void {
    for (const call of this.#calls) {
      if (call.deadline <= now) call.expire();
      if (call.isDone) this.#calls.delete(call);
    }
  }
}
