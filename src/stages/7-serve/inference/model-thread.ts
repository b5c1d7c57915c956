/** A handle on one inference thread: it starts it, talks to it, and starts another where it died. */
import type { Worker } from "node:worker_threads";
import { AirworthyError } from "../../../core/error.ts";
import type { PackedRows } from "./batch.ts";
import type { ThreadData, ThreadReply, ThreadRequest } from "./inference-thread.ts";
import type { PackedAnswer } from "./run-packed.ts";
import { takeThread } from "./spare-thread.ts";

interface Waiter {
  readonly resolve: (answer: PackedAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

interface Live {
  readonly worker: Worker;
  readonly waiters: Map<number, Waiter>;
}

export class ModelThread {
  readonly #data: ThreadData;
  #live: Live | null = null;
  #nextId = 0;
  #closed = false;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  /** The outputs for `packed`, whose buffer is gone then; ENGINE_FAILED where the model fails on them, NOT_READY where the thread dies. */
  run(packed: PackedRows): Promise<PackedAnswer> {
    if (this.#closed) return Promise.reject(died("it was closed"));
    this.#live ??= this.#start();
    const { worker, waiters } = this.#live;
    return new Promise((resolve, reject) => {
      const request: ThreadRequest = { id: this.#nextId++, packed };
      waiters.set(request.id, { resolve, reject });
      worker.postMessage(request, [packed.buffer]);
    });
  }

  /** Stops the thread for good; what it had not answered fails with NOT_READY. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.kill();
  }

  /** Stops the thread; what it had not answered fails with NOT_READY, and the next run starts another. */
  async kill(): Promise<void> {
    await this.#live?.worker.terminate();
  }

  #start(): Live {
    const worker = takeThread();
    const waiters = new Map<number, Waiter>();
    worker.postMessage(this.#data);
    let [reason, isReady] = ["it ended", false];
    worker.on("error", (cause) => {
      reason = cause instanceof Error ? cause.message : String(cause);
    });
    worker.once("exit", () => {
      this.#live = null;
      const failure = isReady ? died(reason) : new AirworthyError("ENGINE_FAILED", reason);
      for (const waiter of waiters.values()) waiter.reject(failure);
      waiters.clear();
    });
    worker.on("message", (message: "ready" | ThreadReply) => {
      if (message === "ready") isReady = true;
      else settle(waiters, message);
    });
    return { worker, waiters };
  }
}

function settle(waiters: Map<number, Waiter>, reply: ThreadReply): void {
  const waiter = waiters.get(reply.id);
  waiters.delete(reply.id);
  if ("outputs" in reply) waiter?.resolve({ outputs: reply.outputs, computeMs: reply.computeMs });
  else waiter?.reject(new AirworthyError("ENGINE_FAILED", reply.error));
}

function died(reason: string): AirworthyError {
  return new AirworthyError("NOT_READY", `Cannot answer: the thread of the model stopped, for ${reason}.`);
}
