/** The event log over SQLite: a handle on the thread that holds the connection. */
import { Worker } from "node:worker_threads";
import { AirworthyError } from "../../core/error.ts";
import { requireEntries } from "./check-entries.ts";
import { newDoorbell, ring } from "./doorbell.ts";
import type {
  Appended,
  AppendOptions,
  EventLog,
  LogEntry,
  LogRead,
  ReadOptions,
  Snapshot,
} from "./event-log.ts";
import { packEntries } from "./pack-entries.ts";
import type { LogFailure, LogMessage, LogReply, LogRequest, LogThreadData } from "./sqlite-log-thread.ts";

// The build turns .ts into .js, but not inside a URL.
const script = new URL(
  `./sqlite-log-thread${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`,
  import.meta.url,
);

interface Waiter {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export interface SqliteEventLogOptions {
  /** The longest wait for another writer; ten seconds unless told. */
  readonly lockWaitMs?: number;
}

export class SqliteEventLog implements EventLog {
  readonly #path: string;
  readonly #lockWaitMs: number;

  readonly #waiters = new Map<number, Waiter>();
  #worker: Worker | null = null;
  #doorbell = newDoorbell();
  #ended: Promise<void> = Promise.resolve();
  #nextId = 0;
  #isClosed = false;

  /** `path` is a store that exists: see `openEventLog`. */
  constructor(path: string, { lockWaitMs = 10_000 }: SqliteEventLogOptions = {}) {
    this.#path = path;
    this.#lockWaitMs = lockWaitMs;
  }

  async append(entries: readonly LogEntry[], options: AppendOptions): Promise<Appended> {
    requireEntries(entries);
    const input = [packEntries(entries), options] as const;
    return (await this.#call({ method: "append", input })) as Appended;
  }

  async read(options: ReadOptions): Promise<LogRead> {
    return (await this.#call({ method: "read", input: options })) as LogRead;
  }

  async saveSnapshots(plan: string, snapshots: readonly Snapshot[]): Promise<void> {
    await this.#call({ method: "saveSnapshots", input: [plan, snapshots] });
  }

  /** Does what it was asked before, then stops. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    if (this.#worker !== null) this.#send(this.#worker, "close");
    await this.#ended;
  }

  #call(asked: Asked): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw this.#unusable("it was closed");
      this.#worker ??= this.#start();
      const request: LogRequest = { id: this.#nextId++, ...asked };
      this.#waiters.set(request.id, { resolve, reject });
      this.#send(this.#worker, request);
    });
  }

  #send(worker: Worker, message: LogMessage): void {
    worker.postMessage(message);
    ring(this.#doorbell);
  }

  #start(): Worker {
    this.#doorbell = newDoorbell();
    const workerData: LogThreadData = {
      path: this.#path,
      lockWaitMs: this.#lockWaitMs,
      doorbell: this.#doorbell,
    };
    const worker = new Worker(script, { workerData });
    let reason = "its thread ended";
    worker.on("message", (replies: readonly LogReply[]) => {
      for (const reply of replies) this.#settle(reply);
    });
    worker.on("error", (cause) => {
      reason = cause instanceof Error ? cause.message : String(cause);
    });
    this.#ended = new Promise((resolve) => {
      worker.once("exit", () => {
        this.#worker = null;
        for (const { reject } of this.#waiters.values()) reject(this.#unusable(reason));
        this.#waiters.clear();
        resolve();
      });
    });
    return worker;
  }

  #settle(reply: LogReply): void {
    const waiter = this.#waiters.get(reply.id);
    this.#waiters.delete(reply.id);
    if ("result" in reply) waiter?.resolve(reply.result);
    else waiter?.reject(this.#failure(reply.failure));
  }

  #failure({ message, sqlite }: LogFailure): AirworthyError {
    if (sqlite === null || !diskCodes.has(sqlite)) return this.#unusable(message);
    return new AirworthyError("DISK_UNUSABLE", `Cannot write the store ${this.#path}: ${message}.`, {
      details: { path: this.#path },
    });
  }

  #unusable(reason: string): AirworthyError {
    return new AirworthyError("STORE_UNUSABLE", `Cannot use the store ${this.#path}: ${reason}.`, {
      details: { path: this.#path },
    });
  }
}

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Asked = Without<LogRequest, "id">;

/** SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL. */
const diskCodes = new Set([8, 10, 13]);
