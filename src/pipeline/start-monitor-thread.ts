/** Keeps a thread with the monitors' job beside a server, and begins it anew where it ends unasked. */
import { Worker } from "node:worker_threads";
import type { MonitorJob } from "./monitor-job.ts";
import type { MonitorThreadMessage, RetrainedNote } from "./monitor-thread.ts";

export interface MonitorThreadOptions {
  /** Told what keeps the monitors from their work; they go on trying. */
  readonly onProblem: (reason: string) => void;
  readonly onRetrained?: (note: RetrainedNote) => void;
  /** When the thread begins, and how long after it ended unasked it begins anew; soon after the next minute unless told. */
  readonly beginInMs?: () => number;
}

export interface MonitorThread {
  /** Lets the round that is under way come to its end, for `graceMs` at most. */
  stop(graceMs?: number): Promise<void>;
}

// The build turns .ts into .js, but not inside a URL.
const script = new URL(`./monitor-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
const minuteMs = 60_000;
/** Servers have told of the last minute by then. */
const lagMs = 5_000;

/** Begins with the first minute that ends: a server that starts has better to do. */
export function startMonitorThread(job: MonitorJob, options: MonitorThreadOptions): MonitorThread {
  const { onProblem, onRetrained = () => {}, beginInMs = untilNextMinute } = options;
  let worker: Worker | null = null;
  let ended: Promise<void> = Promise.resolve();
  let isStopping = false;
  let timer = setTimeout(begin, beginInMs()).unref();

  function begin(): void {
    const begun = new Worker(script, { workerData: job });
    worker = begun;
    begun.on("message", (message: MonitorThreadMessage) => {
      if (message.kind === "problem") onProblem(message.reason);
      else onRetrained(message);
    });
    begun.on("error", (cause) => onProblem(cause instanceof Error ? cause.message : String(cause)));
    ended = new Promise((resolve) => {
      begun.once("exit", () => {
        worker = null;
        resolve();
        if (!isStopping) timer = setTimeout(begin, beginInMs()).unref();
      });
    });
  }

  return {
    async stop(graceMs = 10_000) {
      isStopping = true;
      clearTimeout(timer);
      const running = worker;
      if (running === null) return;
      running.postMessage("stop");
      const patience = setTimeout(() => void running.terminate(), graceMs);
      await ended;
      clearTimeout(patience);
    },
  };
}

function untilNextMinute(): number {
  return minuteMs - ((Date.now() - lagMs) % minuteMs);
}
