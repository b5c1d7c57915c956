/**
 * The thread that holds the log's connection to SQLite: what blocks does so here, and never on the event loop. Requests
 * are done in the order they came; appends are answered when they are durable, and others go on meanwhile.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Doorbell, ringsOf, sleepUntilRung } from "./doorbell.ts";
import type { AppendOptions, ReadOptions, Snapshot } from "./event-log.ts";
import { type OpenedLog, openLog } from "./open-log.ts";
import { type PackedEntries, unpackEntries } from "./pack-entries.ts";
import { SqliteCheckpoints } from "./sqlite-checkpoints.ts";
import type { AppendInput } from "./sqlite-log.ts";
import type { SqliteSync } from "./sqlite-sync.ts";
import { UnderWay } from "./under-way.ts";

export type LogRequest = { readonly id: number } & (
  | { readonly method: "append"; readonly input: readonly [PackedEntries, AppendOptions] }
  | { readonly method: "read"; readonly input: ReadOptions }
  | {
      readonly method: "saveSnapshots";
      readonly input: readonly [plan: string, snapshots: readonly Snapshot[]];
    }
);

/** After "close" nothing comes. */
export type LogMessage = LogRequest | "close";

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
  /** Rung after each message. */
  readonly doorbell: Doorbell;
}

const { path, lockWaitMs, doorbell }: LogThreadData = workerData;
const [busy, ioError] = [5, 10];
const port = parentPort;
const messagesAtOnce = 64;
const pauseCell = new Int32Array(new SharedArrayBuffer(4));

let opened: OpenedLog | null = null;
/** The disk failed to take what was committed: only a whole checkpoint says that it has it, not the next sync. */
let isDoubtful = false;
/** Answers that wait for the disk. */
const telling = new UnderWay();

const checkpoints = new SqliteCheckpoints(path);

/**
 * SQLite's own waiting sleeps longer and longer; with several processes that write all the time, the unlucky one would
 * answer late. This asks again every half millisecond. After any other failure the connection is opened anew: one that
 * met a read-only file stays read-only.
 */
function withLock<T>(work: (opened: OpenedLog) => T): T {
  const deadline = performance.now() + lockWaitMs;
  for (;;) {
    try {
      opened ??= openLog(path, isDoubtful);
      isDoubtful = false;
      return work(opened);
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
  void opened?.sync.close();
  opened = null;
}

interface Append {
  readonly id: number;
  readonly input: AppendInput;
}

/** One reply for each request. What waited while others were written shares one commit. */
function answerAll(requests: readonly LogRequest[]): void {
  let group: Append[] = [];
  for (const request of requests) {
    if (request.method === "append") {
      const [packed, options] = request.input;
      group.push({ id: request.id, input: [unpackEntries(packed), options] });
      continue;
    }
    answerAppends(group);
    group = [];
    tell([answerOther(request)]);
  }
  answerAppends(group);
}

function answerAppends(group: readonly Append[]): void {
  if (group.length === 0) return;
  try {
    const inputs = group.map(({ input }) => input);
    const { results, sync } = withLock(({ log, sync }) => ({ results: log.append(inputs), sync }));
    checkpoints.record(inputs.reduce((rows, [entries]) => rows + entries.length, 0));
    const replies = group.map(({ id }, index) => ({ id, result: results[index] }));
    if (sync.isIdle && !isCalledFor()) tellHere(replies, sync);
    else telling.add(tellDurable(replies, sync));
  } catch (cause) {
    const mayDiffer = group.length > 1 && sqliteCode(cause) !== busy;
    if (mayDiffer) for (const one of group) answerAppends([one]);
    else tell(group.map(({ id }) => ({ id, failure: failureOf(cause) })));
  }
}

/** Tells it when all that it says is durable, be it of this append or of one that it met. */
async function tellDurable(replies: readonly LogReply[], sync: SqliteSync): Promise<void> {
  syncsBeside += 1;
  try {
    await sync.reach();
    tell(replies);
  } catch (cause) {
    tellDoubt(replies, { sync, cause });
  }
  syncsBeside -= 1;
  goOn();
}

/** As `tellDurable`, where nothing else is to be done meanwhile. */
function tellHere(replies: readonly LogReply[], sync: SqliteSync): void {
  try {
    sync.reachHere();
  } catch (cause) {
    tellDoubt(replies, { sync, cause });
    return;
  }
  tell(replies);
}

function tellDoubt(
  replies: readonly LogReply[],
  { sync, cause }: { readonly sync: SqliteSync; readonly cause: unknown },
): void {
  isDoubtful = true;
  if (opened?.sync === sync) close();
  const failure = { ...failureOf(cause), sqlite: ioError };
  tell(replies.map(({ id }) => ({ id, failure })));
}

function answerOther(request: Exclude<LogRequest, { method: "append" }>): LogReply {
  const { id } = request;
  try {
    const work = ({ log }: OpenedLog) =>
      request.method === "read" ? log.read(request.input) : log.saveSnapshots(...request.input);
    return { id, result: withLock(work) };
  } catch (cause) {
    return { id, failure: failureOf(cause) };
  }
}

function tell(replies: readonly LogReply[]): void {
  port?.postMessage(replies);
}

function failureOf(cause: unknown): LogFailure {
  return { message: cause instanceof Error ? cause.message : String(cause), sqlite: sqliteCode(cause) };
}

/** The primary code of SQLite's error. */
function sqliteCode(cause: unknown): number | null {
  if (!(cause instanceof Error) || !("errcode" in cause)) return null;
  return Number(cause.errcode) & 0xff;
}

/** Syncs that go on beside this thread, which the event loop tells the end of. */
let syncsBeside = 0;
/** How often the bell had been rung before the last look at what came. */
let heard = 0;
let isGoingOn = false;
let isEnding = false;

/** Whether something came since the last look. */
function isCalledFor(): boolean {
  return ringsOf(doorbell) !== heard;
}

function answerWhatCame(came: LogMessage[]): void {
  while (port !== null && came.length < messagesAtOnce) {
    const next = receiveMessageOnPort(port);
    if (next === undefined) break;
    came.push(next.message);
  }
  if (came.length === messagesAtOnce) heard -= 1; // more may be there
  const requests = came.filter((one) => one !== "close");
  answerAll(requests);
  if (requests.length === came.length) return;
  isEnding = true;
  void end();
}

/** Looks again in the next turn of the event loop, which tells what else happened first. */
function goOn(): void {
  if (isGoingOn) return;
  isGoingOn = true;
  setImmediate(() => {
    isGoingOn = false;
    if (isEnding || syncsBeside > 0) return; // the event loop wakes this thread
    if (!isCalledFor()) sleepUntilRung(doorbell, heard);
    heard = ringsOf(doorbell);
    answerWhatCame([]);
    goOn();
  });
}

port?.on("message", (message: LogMessage) => {
  heard = ringsOf(doorbell);
  answerWhatCame([message]);
  goOn();
});

async function end(): Promise<void> {
  await telling.ended();
  await checkpoints.close();
  close();
  port?.close();
}
