/**
 * The model in the thread that asks. The way to another thread and back costs tens of microseconds on both sides and wakes
 * a core; a batch that takes no longer than a few turns of the event loop is cheaper where it is, although the loop waits.
 */
import { AirworthyError } from "../../../core/error.ts";
import type { Session } from "../../../io/runtime.ts";
import type { PackedRows } from "./batch.ts";
import type { ThreadData } from "./inference-thread.ts";
import { type PackedAnswer, runPacked } from "./run-packed.ts";

export interface LocalModelOptions {
  /** The longest time that the event loop may wait for a batch, in milliseconds. */
  readonly longestMs: number;
  /** The model's example, so many times. */
  readonly example: (rows: number) => PackedRows;
  /** Rows beyond which nothing is measured. */
  readonly mostRows: number;
  /** It does not open, or not answer its example, and is not tried again. */
  readonly onFailed: (cause: unknown) => void;
}

/** Of so many runs the fastest counts: what else the machine did is no part of the model. */
const measuredRuns = 5;
/** Where it was too slow while the machine did more than this, it may not be later. */
const againMs = 10_000;

export class LocalModel {
  readonly #data: ThreadData;
  readonly #options: LocalModelOptions;
  #session: Session | null = null;
  #opening: Promise<void> | null = null;
  #tryAgainAt = Number.NEGATIVE_INFINITY;
  #rows = 0;
  #isClosed = false;

  constructor(data: ThreadData, options: LocalModelOptions) {
    this.#data = data;
    this.#options = options;
  }

  /** How many rows it answers within the longest time; 0 while it is not open, and where not even one. */
  get rows(): number {
    return this.#rows;
  }

  /** Opens and measures it beside what goes on; loading holds the event loop up. Where it fails, the threads go on to answer. */
  begin(): void {
    if (this.#opening !== null || this.#rows > 0 || performance.now() < this.#tryAgainAt) return;
    this.#opening = this.#open()
      .catch((cause: unknown) => {
        if (this.#isClosed) return;
        this.#tryAgainAt = Number.POSITIVE_INFINITY; // the same bytes would fail again
        this.#options.onFailed(cause);
      })
      .finally(() => {
        this.#opening = null;
        this.#tryAgainAt = Math.max(this.#tryAgainAt, performance.now() + againMs);
      });
  }

  /** As {@link ModelThread.run}, on this thread. */
  async run(packed: PackedRows): Promise<PackedAnswer> {
    if (this.#session === null) throw closed();
    try {
      return await runPacked(this.#session, packed, this.#data);
    } catch (cause) {
      throw this.#isClosed ? closed() : cause;
    }
  }

  /** For good; what it had not answered fails with NOT_READY. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rows = 0;
    this.#tryAgainAt = Number.POSITIVE_INFINITY;
    await this.#opening;
    const session = this.#session;
    this.#session = null;
    await session?.dispose();
  }

  async #open(): Promise<void> {
    const { openSession } = await import("../../../io/runtime.ts"); // a server of large models never needs it here
    this.#session ??= await openSession(this.#data.bytes);
    const rows = await this.#measure();
    if (!this.#isClosed) this.#rows = rows;
  }

  /** By the line through one row and the most. */
  async #measure(): Promise<number> {
    const { longestMs, mostRows } = this.#options;
    const one = await this.#least(1);
    if (one > longestMs) return 0;
    const most = await this.#least(mostRows);
    if (most <= longestMs) return mostRows;
    return 1 + Math.floor(((mostRows - 1) * (longestMs - one)) / (most - one));
  }

  async #least(rows: number): Promise<number> {
    const { example } = this.#options;
    await this.run(example(rows)); // the first run of a shape plans its memory
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < measuredRuns; run += 1)
      least = Math.min(least, (await this.run(example(rows))).computeMs);
    return least;
  }
}

function closed(): AirworthyError {
  return new AirworthyError("NOT_READY", "Cannot answer: the model was closed.");
}
