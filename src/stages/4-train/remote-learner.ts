/**
 * A learner in a worker thread: ONNX Runtime blocks the thread that it runs in, and a run must draw, hear Ctrl-C and
 * stop. The thread is asked to close and never terminated: to end it inside a native call would abort the process.
 */
import { Worker } from "node:worker_threads";
import { AirworthyError, type ErrorCode } from "../../core/error.ts";
import type { Learner, LearnerOptions } from "./learner.ts";

export interface LearnerCall {
  readonly id: number;
  readonly method: Exclude<keyof Learner, symbol>;
  readonly operands: readonly unknown[];
}

/** Asks the thread to end after what it does now. */
export type LearnerClose = "close";

export interface LearnerReply {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: { readonly code: ErrorCode; readonly message: string };
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
}

/** Published code lies beside this file as .js, source as .ts. */
const workerUrl = new URL(
  `./learner-worker${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`,
  import.meta.url,
);

/** Starts the thread; where `signal` aborts, every call fails with CANCELLED at once. Disposing waits for the thread's end. */
export function openRemoteLearner(options: LearnerOptions, signal: AbortSignal): Learner {
  const worker = new Worker(workerUrl, { workerData: options });
  const waiting = new Map<number, Waiting>();
  const gone = new Promise<void>((resolve) => void worker.once("exit", () => resolve()));
  let calls = 0;
  let closing = false;
  let ended: Error | null = null;

  function end(reason: Error): void {
    ended ??= reason;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  }
  function stop(): void {
    end(new AirworthyError("CANCELLED", "Training was stopped on request."));
    close();
  }
  function close(): void {
    if (closing) return;
    closing = true;
    worker.postMessage("close" satisfies LearnerClose);
  }

  worker.on("message", ({ id, value, failure }: LearnerReply) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failure !== undefined) call?.reject(new AirworthyError(failure.code, failure.message));
    else call?.resolve(value as never);
  });
  worker.on("error", (cause) => end(failed(cause.message, cause)));
  worker.on("exit", (code) => end(failed(`the training thread ended with code ${code}.`)));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });

  function call<T>(
    method: LearnerCall["method"],
    operands: readonly unknown[],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      if (ended !== null) return reject(ended);
      const id = calls++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, operands } satisfies LearnerCall, transfer);
    });
  }

  return {
    hold(side, rows) {
      const buffers = [rows.dense, rows.codes, rows.label].map(({ buffer }) => buffer as ArrayBuffer);
      return call("hold", [side, rows], buffers);
    },
    step: (steps) => call("step", [steps]),
    evaluate: (side) => call("evaluate", [side]),
    parameters: () => call("parameters", []),
    async [Symbol.asyncDispose]() {
      signal.removeEventListener("abort", stop);
      ended ??= new AirworthyError("CANCELLED", "The training thread was closed.");
      close();
      await gone;
    },
  };
}

function failed(reason: string, cause?: unknown): AirworthyError {
  return new AirworthyError("ENGINE_FAILED", `Cannot train: ${reason}`, { cause });
}
