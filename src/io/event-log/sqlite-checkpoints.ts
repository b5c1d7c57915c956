/** When the write-ahead log is to be moved into the file, and the thread that does it. */
import { Worker } from "node:worker_threads";
import type { CheckpointThreadData } from "./sqlite-checkpoint-thread.ts";

// The build turns .ts into .js, but not inside a URL.
const script = new URL(
  `./sqlite-checkpoint-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
);

/** Rows from one checkpoint to the next: some megabytes of the write-ahead log, where rows are small. */
const rowsBetween = 1_000;

export class SqliteCheckpoints {
  readonly #data: CheckpointThreadData;
  #worker: Worker | null = null;
  #rows = 0;
  #isUnderWay = false;

  constructor(path: string) {
    this.#data = { path };
  }

  /** So many rows more were committed. */
  record(rows: number): void {
    this.#rows += rows;
    if (this.#rows < rowsBetween || this.#isUnderWay) return;
    this.#rows = 0;
    this.#isUnderWay = true;
    this.#worker ??= this.#start();
    this.#worker.postMessage("checkpoint");
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.postMessage("close");
    await ended;
  }

  #start(): Worker {
    const worker = new Worker(script, { workerData: this.#data });
    worker.on("message", () => {
      this.#isUnderWay = false;
    });
    // What it cannot write, the next commit cannot either, and that is told; SQLite's own checkpoints stand behind it.
    worker.on("error", () => {});
    worker.once("exit", () => {
      this.#worker = null;
      this.#isUnderWay = false;
    });
    return worker;
  }
}
