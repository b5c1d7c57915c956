/**
 * First in, first out, to whichever executor is idle. What waits meanwhile goes together in the next batch; nothing
 * waits for company unless `maxDelayMs` says so. Work that cannot finish before its deadline is refused on arrival.
 */
import { AirworthyError } from "../../../core/error.ts";
import { TimeEstimate } from "./time-estimate.ts";

export interface BatchResult<R> {
  /** One for each job of the batch, in its order. */
  readonly results: readonly PromiseSettledResult<R>[];
  /** What the executor itself spent. */
  readonly computeMs: number;
}

export interface SchedulerOptions<T, R> {
  /** Runs a batch; it rejects only where every job of it failed for a reason that is not theirs. */
  readonly execute: (jobs: readonly T[]) => Promise<BatchResult<R>>;
  /** How many batches compute at once. */
  readonly workers: number;
  /** How many batches may be under way at once: more than `workers`, so that none waits for its next one. */
  readonly slots: number;
  readonly maxBatchRows: number;
  /** The longest time that an idle executor waits for a batch to fill. */
  readonly maxDelayMs: number;
  readonly maxQueueRows: number;
}

export interface JobOptions {
  /** As long as it takes unless told. */
  readonly timeoutMs?: number;
  /** Aborted where nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** It is a batch already, and waits for no company. */
  readonly isWhole?: boolean;
}

export interface Done<R> {
  readonly result: R;
  readonly queueMs: number;
  readonly computeMs: number;
  /** Of the whole batch that the job was part of. */
  readonly batchRows: number;
}

interface Entry<T, R> {
  readonly job: T;
  readonly rows: number;
  readonly arrived: number;
  readonly finish: (done: Done<R>) => void;
  readonly fail: (reason: unknown) => void;
}

interface Batch {
  readonly rows: number;
  readonly started: number;
}

export class Scheduler<T, R> {
  readonly estimate = new TimeEstimate();
  readonly #options: SchedulerOptions<T, R>;
  readonly #queue = new Set<Entry<T, R>>();
  readonly #running = new Set<Batch>();
  #queuedRows = 0;
  #soon = false;
  #delay: NodeJS.Timeout | null = null;
  #idleWaiters: (() => void)[] = [];

  constructor(options: SchedulerOptions<T, R>) {
    this.#options = options;
  }

  get queuedRows(): number {
    return this.#queuedRows;
  }

  /** OVERLOADED where the job is refused, DEADLINE_EXCEEDED where its time is up, CANCELLED where it was abandoned. */
  submit(job: T, rows: number, { timeoutMs, signal, isWhole = false }: JobOptions = {}): Promise<Done<R>> {
    return new Promise<Done<R>>((resolve, reject) => {
      if (signal?.aborted === true) throw abandoned();
      this.#admit(rows, timeoutMs);
      const settle = (tell: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        this.#leave(entry);
        tell();
      };
      const entry: Entry<T, R> = {
        job,
        rows,
        arrived: performance.now(),
        finish: (done) => settle(() => resolve(done)),
        fail: (reason) => settle(() => reject(reason)),
      };
      const timer =
        timeoutMs === undefined ? undefined : setTimeout(() => entry.fail(late(timeoutMs)), timeoutMs);
      const onAbort = () => entry.fail(abandoned());
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#queue.add(entry);
      this.#queuedRows += rows;
      if (isWhole) this.#dispatch();
      else this.#dispatchSoon();
    });
  }

  /** Resolves when nothing is queued or running. */
  idle(): Promise<void> {
    if (this.#queue.size + this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#idleWaiters.push(resolve));
  }

  /** Milliseconds until `rows` more would be finished. */
  #predict(rows: number): number {
    const { maxBatchRows, workers } = this.#options;
    const now = performance.now();
    const rest = this.#queuedRows % maxBatchRows;
    let backlog = this.estimate.predict(maxBatchRows) * Math.floor(this.#queuedRows / maxBatchRows);
    if (rest > 0) backlog += this.estimate.predict(rest);
    for (const batch of this.#running)
      backlog += Math.max(0, this.estimate.predict(batch.rows) - (now - batch.started));
    return backlog / workers + this.estimate.predict(rows);
  }

  #admit(rows: number, timeoutMs: number | undefined): void {
    // Where nothing waits, what a job takes is best learned by doing it: a wrong estimate cannot lock the door.
    if (this.#queue.size === 0 && this.#running.size < this.#options.workers) return;
    const finishMs = this.#predict(rows);
    const isLate = timeoutMs !== undefined && finishMs > timeoutMs;
    if (!isLate && this.#queuedRows + rows <= this.#options.maxQueueRows) return;
    throw new AirworthyError(
      "OVERLOADED",
      `Cannot take the request: ${this.#queuedRows} rows wait before it, and its answer would take ${Math.ceil(finishMs)} ms.`,
      { details: { retryAfterMs: Math.ceil(Math.max(0, finishMs - (timeoutMs ?? 0))) } },
    );
  }

  /** At the end of this turn of the event loop: what arrived in one turn goes in one batch, and none waits for it. */
  #dispatchSoon(): void {
    if (this.#soon) return;
    this.#soon = true;
    setImmediate(() => {
      this.#soon = false;
      this.#dispatch();
    });
  }

  #dispatch(): void {
    while (this.#running.size < this.#options.slots && this.#queue.size > 0) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        this.#delay ??= setTimeout(() => {
          this.#delay = null;
          this.#dispatch();
        }, waitMs);
        return;
      }
      void this.#run(this.#take());
    }
  }

  /** How long to wait for company; 0 where the batch is full or its oldest job has waited long enough. */
  #waitMs(): number {
    const { maxDelayMs, maxBatchRows } = this.#options;
    if (maxDelayMs === 0 || this.#queuedRows >= maxBatchRows) return 0;
    const [oldest] = this.#queue;
    return oldest === undefined ? 0 : Math.max(0, maxDelayMs - (performance.now() - oldest.arrived));
  }

  /** The oldest jobs that fit into one batch; one that is greater than a batch goes alone. */
  #take(): Entry<T, R>[] {
    const batch: Entry<T, R>[] = [];
    let rows = 0;
    for (const entry of this.#queue) {
      if (batch.length > 0 && rows + entry.rows > this.#options.maxBatchRows) break;
      batch.push(entry);
      rows += entry.rows;
      this.#queue.delete(entry);
    }
    this.#queuedRows -= rows;
    return batch;
  }

  async #run(entries: readonly Entry<T, R>[]): Promise<void> {
    const started = performance.now();
    const batchRows = entries.reduce((sum, { rows }) => sum + rows, 0);
    const batch = { rows: batchRows, started };
    this.#running.add(batch);
    try {
      const { results, computeMs } = await this.#options.execute(entries.map(({ job }) => job));
      this.#running.delete(batch);
      this.estimate.record(batchRows, computeMs);
      this.#dispatch();
      results.forEach((result, index) => {
        const entry = entries[index];
        const queueMs = started - (entry?.arrived ?? started);
        if (result.status === "rejected") entry?.fail(result.reason);
        else entry?.finish({ result: result.value, queueMs, computeMs, batchRows });
      });
    } catch (cause) {
      this.#running.delete(batch);
      this.#dispatch();
      for (const entry of entries) entry.fail(cause);
    }
  }

  #leave(entry: Entry<T, R>): void {
    if (this.#queue.delete(entry)) this.#queuedRows -= entry.rows;
    if (this.#queue.size + this.#running.size > 0) return;
    for (const resolve of this.#idleWaiters) resolve();
    this.#idleWaiters = [];
  }
}

function abandoned(): AirworthyError {
  return new AirworthyError("CANCELLED", "The request was abandoned before it was answered.");
}

function late(timeoutMs: number): AirworthyError {
  return new AirworthyError("DEADLINE_EXCEEDED", `Cannot answer within ${timeoutMs} ms.`);
}
