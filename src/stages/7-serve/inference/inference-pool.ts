/** A model in N threads behind one queue: rows of several requests share a call, and no request notices. */
import { AirworthyError } from "../../../core/error.ts";
import type { Tensor } from "../../../core/onnx/index.ts";
import type { Tensors } from "../../../io/runtime.ts";
import { type PackedRows, packRows, type Rows, splitRows } from "./batch.ts";
import { LocalModel } from "./local-model.ts";
import { ModelThread } from "./model-thread.ts";
import { type BatchResult, type Done, type JobOptions, Scheduler } from "./scheduler.ts";
import type { ServedModel } from "./served-model.ts";

export interface PoolOptions {
  /** Threads, each with its own session; 1 unless told. */
  readonly workers?: number;
  /** Rows that go into one call; a request of more rows goes alone. 1,024 unless told. */
  readonly maxBatchRows?: number;
  /** The longest time that an idle thread waits for a batch to fill; 0 unless told. */
  readonly maxDelayMs?: number;
  /** Rows that may wait; 65,536 unless told. */
  readonly maxQueueRows?: number;
  /**
   * The longest time, in milliseconds, that the event loop may wait for a batch that is answered on its own thread:
   * cheaper than the way to another and back. 0.5 unless told, 0 is never; a model that is not steady never is.
   */
  readonly localMs?: number;
  /** Called after every batch that ran. */
  readonly onBatch?: (batch: BatchReport) => void;
  /** Called where a model cannot be answered on the event loop's own thread, although it might be: its threads go on. */
  readonly onLocalFailed?: (model: ServedModel, cause: unknown) => void;
}

export interface BatchReport {
  readonly model: ServedModel;
  readonly rows: number;
  readonly computeMs: number;
  /** Whether the thread that asked answered it itself. */
  readonly isLocal: boolean;
}

/** A larger model would hold the event loop up while it loads. */
const smallModelBytes = 1 << 20;

/** Enough to tell what a row costs; a full batch would make a slow model slow to start. */
const warmUpRows = 256;

/** Batches that may be under way for each thread: while one is computed, the next is on its way. */
const batchesPerThread = 2;

export class InferencePool {
  readonly #model: ServedModel;
  readonly #threads: readonly ModelThread[];
  readonly #load: number[];
  readonly #scheduler: Scheduler<Rows, Tensors>;
  readonly #onBatch: NonNullable<PoolOptions["onBatch"]>;
  /** Null where every batch goes to a thread. */
  readonly #local: LocalModel | null;

  /** Starts nothing: see {@link openPool}. */
  constructor(model: ServedModel, options: PoolOptions) {
    const {
      workers = 1,
      maxBatchRows = 1_024,
      maxDelayMs = 0,
      maxQueueRows = 65_536,
      localMs = 0.5,
      onBatch = () => {},
      onLocalFailed = () => {},
    } = options;
    const outputs = model.outputs.map(({ name }) => name);
    const data = { bytes: model.bytes, inputs: model.inputs, outputs };
    this.#model = model;
    this.#threads = Array.from({ length: workers }, () => new ModelThread(data));
    const isSmall = model.isSteady === true && model.bytes.length <= smallModelBytes && localMs > 0;
    this.#local = isSmall
      ? new LocalModel(data, {
          longestMs: localMs,
          mostRows: maxBatchRows,
          example: (rows) => this.#example(rows),
          onFailed: (cause) => onLocalFailed(model, cause),
        })
      : null;
    this.#load = this.#threads.map(() => 0);
    this.#onBatch = onBatch;
    const execute = (batch: readonly Rows[]) => this.#execute(batch);
    const slots = workers * batchesPerThread;
    this.#scheduler = new Scheduler({ execute, workers, slots, maxBatchRows, maxDelayMs, maxQueueRows });
  }

  get queuedRows(): number {
    return this.#scheduler.queuedRows;
  }

  /** The outputs for rows that fit the model's inputs; see {@link Scheduler.submit} for its errors. */
  infer(rows: Rows, options: JobOptions = {}): Promise<Done<Tensors>> {
    return this.#scheduler.submit(rows, rows.rows, options);
  }

  /** Runs the model's own example in every thread, and a batch of it to learn how long that takes. */
  async warmUp(batchRows: number): Promise<void> {
    await Promise.all(
      this.#threads.map(async (thread) => {
        const ask = (rows: number) => thread.run(this.#example(rows));
        // At once: each way there and back would wait for what a starting server does on this thread.
        const [proof, , one, batch] = await Promise.all([ask(1), ask(batchRows), ask(1), ask(batchRows)]);
        this.#model.warmUp.check(proof.outputs);
        this.#scheduler.estimate.record(1, one.computeMs);
        this.#scheduler.estimate.record(batchRows, batch.computeMs);
      }),
    );
  }

  /** Answers what it has taken, then stops its threads. */
  async drain(): Promise<void> {
    await this.#scheduler.idle();
    await this.stop();
  }

  /** Stops its threads at once. */
  async stop(): Promise<void> {
    await Promise.all([...this.#threads.map((thread) => thread.close()), this.#local?.close()]);
  }

  /** Stops its threads as a crash would: what runs fails, and what comes next starts others. */
  async killThreads(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.kill()));
  }

  #example(rows: number): PackedRows {
    const { warmUp, inputs } = this.#model;
    const parts = Array.from({ length: rows }, () => ({ feeds: warmUp.feeds, rows: 1 }));
    return packRows(parts, inputs);
  }

  async #execute(batch: readonly Rows[]): Promise<BatchResult<Tensors>> {
    const rows = batch.reduce((sum, part) => sum + part.rows, 0);
    const local = this.#local;
    if (local !== null && rows <= local.rows) return await this.#runBatch(local, batch);
    local?.begin();
    const index = this.#load.indexOf(Math.min(...this.#load));
    const thread = this.#threads[index];
    if (thread === undefined) throw new Error("A pool has at least one thread");
    this.#load[index] = (this.#load[index] ?? 0) + 1;
    try {
      return await this.#runBatch(thread, batch);
    } finally {
      this.#load[index] = (this.#load[index] ?? 0) - 1;
    }
  }

  async #runBatch(place: ModelThread | LocalModel, batch: readonly Rows[]): Promise<BatchResult<Tensors>> {
    const rows = batch.map((part) => part.rows);
    const total = rows.reduce((sum, count) => sum + count, 0);
    try {
      const { outputs, computeMs } = await place.run(packRows(batch, this.#model.inputs));
      this.#checkRows(outputs, total);
      this.#onBatch({ model: this.#model, rows: total, computeMs, isLocal: place === this.#local });
      const results = splitRows(outputs, rows).map((value) => ({ status: "fulfilled", value }) as const);
      return { results, computeMs };
    } catch (cause) {
      if (batch.length === 1 || !isFaultOfARow(cause)) throw cause;
      return await this.#runAlone(place, batch);
    }
  }

  /** The graph failed on somebody's row: every request of the batch is run by itself, and only that one fails. */
  async #runAlone(place: ModelThread | LocalModel, batch: readonly Rows[]): Promise<BatchResult<Tensors>> {
    const alone = await Promise.allSettled(batch.map((part) => this.#runBatch(place, [part])));
    const results = alone.map((one): PromiseSettledResult<Tensors> => {
      const result = one.status === "fulfilled" ? one.value.results[0] : one;
      return result ?? { status: "rejected", reason: new Error("A batch of one has one result") };
    });
    const spent = alone.map((one) => (one.status === "fulfilled" ? one.value.computeMs : 0));
    return { results, computeMs: spent.reduce((sum, ms) => sum + ms, 0) };
  }

  #checkRows(outputs: Tensors, rows: number): void {
    const wrong = Object.entries(outputs).find(([, { shape }]: [string, Tensor]) => shape[0] !== rows);
    if (wrong === undefined) return;
    throw new AirworthyError(
      "ENGINE_FAILED",
      `Cannot answer: the model's output '${wrong[0]}' has ${wrong[1].shape[0]} rows for ${rows}.`,
    );
  }
}

function isFaultOfARow(cause: unknown): boolean {
  return cause instanceof AirworthyError && cause.code === "ENGINE_FAILED";
}

/**
 * Starts the threads and lets the model answer its own example in each.
 * PACKAGE_INVALID or ENGINE_FAILED where it does not; nothing is left running then.
 */
export async function openPool(model: ServedModel, options: PoolOptions = {}): Promise<InferencePool> {
  const pool = new InferencePool(model, options);
  try {
    await pool.warmUp(Math.min(options.maxBatchRows ?? warmUpRows, warmUpRows));
    return pool;
  } catch (cause) {
    await pool.stop();
    throw cause;
  }
}
