/**
 * Several processes behind one port. The supervisor holds the port and hands connections out in turn; it serves
 * nothing itself. A worker that ends unasked is replaced; where the supervisor dies, its workers end with it.
 */
import cluster, { type Worker } from "node:cluster";
import type { Logger } from "pino";
import { stderrLogger } from "../stderr-logger.ts";
import { gatherMetrics } from "./gather-metrics.ts";
import type { Listening, SupervisorMessage, WorkerMessage } from "./message.ts";

export interface SuperviseOptions {
  /** How many processes; each runs this process's own command line. */
  readonly workers: number;
  /** Aborted to stop: workers finish what is in flight. */
  readonly signal: AbortSignal;
  /** How long workers may take to end. */
  readonly graceMs: number;
  /** Lines of JSON on stderr unless told. */
  readonly logger?: Logger;
  /** Called once, when all of them answer for the first time. */
  readonly onListening: (server: Listening) => void;
}

/** Resolves when every worker has ended: with 0, or with the exit code of the first worker where it could not start. */
export function supervise(options: SuperviseOptions): Promise<number> {
  return new Promise((resolve) => void new Supervisor(options, resolve).start());
}

const shortestPauseMs = 50;
const longestPauseMs = 5_000;

class Supervisor {
  readonly #options: SuperviseOptions;
  readonly #logger: Logger;
  readonly #end: (exitCode: number) => void;
  readonly #workers = new Set<Worker>();
  readonly #listening = new Set<Worker>();
  /** Whether the first worker has answered, and whether all have. */
  #begun = false;
  #complete = false;
  #stopping = false;
  /** Workers that ended since one last began to answer. */
  #failures = 0;

  constructor(options: SuperviseOptions, end: (exitCode: number) => void) {
    this.#options = options;
    this.#logger = options.logger ?? stderrLogger();
    this.#end = end;
  }

  /** The first worker goes alone: what keeps it from starting is said once. */
  start(): void {
    const [, script, ...args] = process.argv;
    cluster.setupPrimary({ ...(script === undefined ? {} : { exec: script }), args });
    const { signal } = this.#options;
    if (signal.aborted) this.#end(0);
    else {
      signal.addEventListener("abort", () => this.#stop(), { once: true });
      this.#fork();
    }
  }

  #fork(): void {
    if (this.#stopping) return;
    const worker = cluster.fork();
    this.#workers.add(worker);
    worker.on("message", (message: WorkerMessage) => void this.#hear(worker, message));
    worker.on("exit", (code, signal) => this.#exited(worker, code, signal));
    worker.on("error", () => undefined); // a message to a worker that has just died; its exit follows
  }

  async #hear(worker: Worker, message: WorkerMessage): Promise<void> {
    if (message.kind === "listening") this.#listens(worker, message.server);
    if (message.kind === "gather") {
      const metrics = await gatherMetrics([...this.#workers]);
      tell(worker, { kind: "gathered", id: message.id, metrics });
    }
  }

  #listens(worker: Worker, server: Listening): void {
    this.#listening.add(worker);
    this.#failures = 0;
    if (!this.#begun) {
      this.#begun = true;
      for (let more = 1; more < this.#options.workers; more += 1) this.#fork();
    }
    if (this.#complete || this.#listening.size < this.#options.workers) return;
    this.#complete = true;
    this.#options.onListening(server);
  }

  #exited(worker: Worker, code: number | null, signal: string | null): void {
    this.#workers.delete(worker);
    this.#listening.delete(worker);
    if (this.#stopping || !this.#begun) {
      if (this.#workers.size === 0) this.#end(this.#stopping ? 0 : (code ?? 1));
      return;
    }
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    const fields = { pid: worker.process.pid, code, signal, pauseMs };
    this.#logger.error(fields, "worker ended, another takes its place");
    setTimeout(() => this.#fork(), pauseMs);
  }

  #stop(): void {
    this.#stopping = true;
    if (this.#workers.size === 0) this.#end(0);
    for (const worker of this.#workers) tell(worker, { kind: "stop" });
    setTimeout(() => {
      this.#logger.error({ workers: this.#workers.size }, "workers did not end in time, they are killed");
      for (const worker of this.#workers) worker.process.kill("SIGKILL");
    }, this.#options.graceMs).unref();
  }
}

function tell(worker: Worker, message: SupervisorMessage): void {
  if (worker.isConnected()) worker.send(message, () => undefined); // where it is gone meanwhile, its exit tells
}
