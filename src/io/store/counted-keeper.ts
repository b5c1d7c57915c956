/** Keeps what a server counted, from a thread of its own: a commit waits for the disk there, and never on the event loop. */
import { Worker } from "node:worker_threads";
import { AirworthyError } from "../../core/error.ts";
import type { CountedReply, CountedRequest, CountedThreadData } from "./counted-thread.ts";
import type { CountedMinute } from "./profiles.ts";
import type { RolloutServer } from "./rollout-servers.ts";

// The build turns .ts into .js, but not inside a URL.
const script = new URL(`./counted-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** The thread starts with the first call, and is started anew where it ended. */
export class CountedKeeper implements AsyncDisposable {
  readonly #location: string;
  readonly #waiters = new Map<number, Waiter>();
  #worker: Worker | null = null;
  #nextId = 0;

  /** `location` is that of a store. */
  constructor(location: string) {
    this.#location = location;
  }

  /** Resolves when `minutes` are kept; STORE_UNUSABLE where they are not: keep them again. */
  keep(minutes: readonly CountedMinute[]): Promise<void> {
    return this.#ask({ minutes, trials: [] });
  }

  /** Resolves when it is kept what became of a challenger here; STORE_UNUSABLE. */
  keepTrial(trial: RolloutServer): Promise<void> {
    return this.#ask({ minutes: [], trials: [trial] });
  }

  #ask(asked: Omit<CountedRequest, "id">): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      const id = this.#nextId++;
      this.#waiters.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...asked } satisfies CountedRequest);
    });
  }

  /** Ends the thread, whatever it does; what it was asked before and did not say to be kept may be kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const workerData: CountedThreadData = { location: this.#location };
    const worker = new Worker(script, { workerData });
    worker.unref();
    let reason = "its thread ended";
    worker.on("message", ({ id, failure }: CountedReply) => {
      const waiter = this.#waiters.get(id);
      this.#waiters.delete(id);
      if (failure === null) waiter?.resolve();
      else waiter?.reject(new AirworthyError("STORE_UNUSABLE", failure));
    });
    worker.on("error", (cause) => {
      reason = cause instanceof Error ? cause.message : String(cause);
    });
    worker.once("exit", () => {
      this.#worker = null;
      const failure = new AirworthyError("STORE_UNUSABLE", `Cannot keep what the server counted: ${reason}.`);
      for (const { reject } of this.#waiters.values()) reject(failure);
      this.#waiters.clear();
    });
    return worker;
  }
}
