/**
 * The thread that holds the log's connection to SQLite: a commit waits for the disk here, and never on the event loop.
 * Requests are done in the order they came.
 */
import type { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { loadSqlite } from "../store/load-sqlite.ts";
import type { AppendOptions, ReadOptions, Snapshot } from "./event-log.ts";
import { type PackedEntries, unpackEntries } from "./pack-entries.ts";
import { SqliteCheckpoints } from "./sqlite-checkpoints.ts";
import { type AppendInput, SqliteLog } from "./sqlite-log.ts";

export type LogRequest = { readonly id: number } & (
  | { readonly method: "append"; readonly input: readonly [PackedEntries, AppendOptions] }
  | { readonly method: "read"; readonly input: ReadOptions }
  | {
      readonly method: "saveSnapshots";
      readonly input: readonly [plan: string, snapshots: readonly Snapshot[]];
    }
);

export interface LogFailure {
  readonly message: string;
  /** SQLite's own code; null where it was not SQLite that failed. */
  readonly sqlite: number | null;
}

export type LogReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: LogFailure };

export interface LogThreadData {
  readonly path: string;
  /** The longest wait for another writer. */
  readonly lockWaitMs: number;
}

const { path, lockWaitMs }: LogThreadData = workerData;
const busy = 5;
const messagesAtOnce = 64;
const pauseCell = new Int32Array(new SharedArrayBuffer(4));

interface Opened {
  readonly database: DatabaseSync;
  readonly log: SqliteLog;
}

let opened: Opened | null = null;

function open(): Opened {
  const { DatabaseSync } = loadSqlite();
  const url = pathToFileURL(path);
  url.searchParams.set("mode", "rw"); // a store that is gone is told, not made anew without its tables
  const database = new DatabaseSync(url);
  try {
    for (const [name, value] of Object.entries(settings)) database.exec(`PRAGMA ${name} = ${value}`);
    database.exec("UPDATE log_position SET seq = seq"); // opening a read-only file succeeds, and beginning to write too
    return { database, log: new SqliteLog(database) };
  } catch (cause) {
    database.close();
    throw cause;
  }
}

const settings = {
  busy_timeout: 0,
  journal_mode: "WAL",
  synchronous: "FULL",
  cache_size: -65_536,
  wal_autocheckpoint: 32_768,
};
const checkpoints = new SqliteCheckpoints(path);

/**
 * SQLite's own waiting sleeps longer and longer; with several processes that write all the time, the unlucky one would
 * answer late. This asks again every half millisecond. After any other failure the connection is opened anew: one that
 * met a read-only file stays read-only.
 */
function withLock<T>(work: (log: SqliteLog) => T): T {
  const deadline = performance.now() + lockWaitMs;
  for (;;) {
    try {
      opened ??= open();
      return work(opened.log);
    } catch (cause) {
      const isBusy = sqliteCode(cause) === busy;
      if (!isBusy) close();
      else if (opened?.database.isTransaction) opened.database.exec("ROLLBACK");
      if (!isBusy || performance.now() > deadline) throw cause;
      Atomics.wait(pauseCell, 0, 0, 0.5);
    }
  }
}

function close(): void {
  opened?.database.close();
  opened = null;
}

interface Append {
  readonly id: number;
  readonly input: AppendInput;
}

/** One reply for each request. What waited while the last commit was on its way to the disk shares the next one. */
function answerAll(requests: readonly LogRequest[]): LogReply[] {
  const replies: LogReply[] = [];
  let group: Append[] = [];
  for (const request of requests) {
    if (request.method === "append") {
      const [packed, options] = request.input;
      group.push({ id: request.id, input: [unpackEntries(packed), options] });
      continue;
    }
    replies.push(...answerAppends(group), answerOther(request));
    group = [];
  }
  return [...replies, ...answerAppends(group)];
}

function answerAppends(group: readonly Append[]): LogReply[] {
  if (group.length === 0) return [];
  try {
    const results = withLock((log) => log.append(group.map(({ input }) => input)));
    checkpoints.record(group.reduce((rows, { input: [entries] }) => rows + entries.length, 0));
    return group.map(({ id }, index) => ({ id, result: results[index] }));
  } catch (cause) {
    const mayDiffer = group.length > 1 && sqliteCode(cause) !== busy;
    if (mayDiffer) return group.flatMap((one) => answerAppends([one]));
    return group.map(({ id }) => ({ id, failure: failureOf(cause) }));
  }
}

function answerOther(request: Exclude<LogRequest, { method: "append" }>): LogReply {
  const { id } = request;
  try {
    const work = (log: SqliteLog) =>
      request.method === "read" ? log.read(request.input) : log.saveSnapshots(...request.input);
    return { id, result: withLock(work) };
  } catch (cause) {
    return { id, failure: failureOf(cause) };
  }
}

function failureOf(cause: unknown): LogFailure {
  return { message: cause instanceof Error ? cause.message : String(cause), sqlite: sqliteCode(cause) };
}

/** The primary code of SQLite's error. */
function sqliteCode(cause: unknown): number | null {
  if (!(cause instanceof Error) || !("errcode" in cause)) return null;
  return Number(cause.errcode) & 0xff;
}

const port = parentPort;
port?.on("message", (message: LogRequest | "close") => {
  const messages = [message];
  while (messages.length < messagesAtOnce) {
    const next = receiveMessageOnPort(port);
    if (next === undefined) break;
    messages.push(next.message);
  }
  const requests = messages.filter((one) => one !== "close");
  if (requests.length > 0) port.postMessage(answerAll(requests));
  if (requests.length === messages.length) return;
  void checkpoints.close().then(() => {
    close();
    port.close();
  });
});
