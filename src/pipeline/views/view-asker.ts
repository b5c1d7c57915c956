/** Asks long views of a thread of its own, which begins with the first question or before it, and ends when none came for a while. */
import { Worker } from "node:worker_threads";
import { AirworthyError } from "../../core/error.ts";
import type { AskView } from "./long-views.ts";
import type { ViewFailure, ViewReply, ViewRequest, ViewThreadData } from "./make-views.ts";

// The build turns .ts into .js, but not inside a URL.
const script = new URL(`./view-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

export interface ViewAskerOptions {
  /** After so long without a question the thread ends; five minutes unless told. */
  readonly idleMs?: number;
}

interface Waiter {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export class ViewAsker implements AsyncDisposable {
  readonly #data: ViewThreadData;
  readonly #idleMs: number;
  readonly #waiters = new Map<number, Waiter>();
  /** Several pages ask the same at the same time. */
  readonly #underWay = new Map<string, Promise<unknown>>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 0;

  constructor(data: ViewThreadData, { idleMs = 5 * 60_000 }: ViewAskerOptions = {}) {
    this.#data = data;
    this.#idleMs = idleMs;
  }

  /** The view's own errors; a defect where the thread ends. */
  readonly ask: AskView = async (view, options) => {
    const key = JSON.stringify([view, options]);
    const asked = this.#underWay.get(key) ?? this.#send({ view, options });
    this.#underWay.set(key, asked);
    try {
      return (await asked) as never;
    } finally {
      this.#underWay.delete(key);
    }
  };

  /** Begins the thread, for questions that are about to come. */
  readonly begin = (): void => {
    if (this.#worker !== null) return;
    this.#worker = this.#start();
    this.#endWhenIdle(this.#worker);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #send(question: Omit<ViewRequest, "id">): Promise<unknown> {
    return new Promise((resolve, reject) => {
      clearTimeout(this.#idle);
      this.#worker ??= this.#start();
      const id = this.#nextId++;
      this.#waiters.set(id, { resolve, reject });
      this.#worker.postMessage({ ...question, id } satisfies ViewRequest);
    });
  }

  #start(): Worker {
    const worker = new Worker(script, { workerData: this.#data });
    worker.unref();
    let reason: unknown = new Error("The thread that makes the pages' views ended");
    worker.on("message", (reply: ViewReply) => {
      const waiter = this.#waiters.get(reply.id);
      this.#waiters.delete(reply.id);
      if ("failure" in reply) waiter?.reject(errorOf(reply.failure));
      else waiter?.resolve(reply.reply);
      if (this.#waiters.size === 0) this.#endWhenIdle(worker);
    });
    worker.on("error", (cause) => {
      reason = cause;
    });
    worker.once("exit", () => {
      if (this.#worker !== worker) return; // it was idle, and who waits does so for another
      this.#worker = null;
      for (const { reject } of this.#waiters.values()) reject(reason);
      this.#waiters.clear();
    });
    return worker;
  }

  #endWhenIdle(worker: Worker): void {
    clearTimeout(this.#idle); // of a thread that died while it was idle
    this.#idle = setTimeout(() => {
      this.#worker = null;
      void worker.terminate();
    }, this.#idleMs).unref();
  }
}

function errorOf({ code, message, details }: ViewFailure): Error {
  return code === null ? new Error(message) : new AirworthyError(code, message, { details });
}
