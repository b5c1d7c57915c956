/**
 * The job that keeps profiles up to date. The log's new entries mark the windows that they touch; every marked window
 * that has ended is made whole from the log, hours are merged from minutes and days from hours, and each replaces what
 * was there in one transaction that takes its mark away. So it may be stopped anywhere, run twice and follow any number
 * of servers. A touch of a time whose finer windows are no longer kept makes the coarser one whole from the log.
 */
import { randomUUID } from "node:crypto";
import { AirworthyError, type ErrorCode } from "../../../core/error.ts";
import { type Level, levels, levelTable, windowStart } from "../../../core/profile/index.ts";
import {
  dueVersions,
  dueWindows,
  holdRollUp,
  type KeptFrom,
  retainWindows,
  type Store,
  setState,
  touchWindows,
  type VersionLevel,
  whileHeld,
} from "../../../io/store/index.ts";
import { withOwnConnection } from "../../7-serve/index.ts";
import type { StageContext } from "../../context.ts";
import { makeWindows } from "./make-windows.ts";
import type { WatchedPackage } from "./prediction-relation.ts";

export interface RollUpInput {
  readonly store: Store;
  /** The package of a version that predicted; what it throws is told of that version, and the others go on. */
  readonly packageOf: (model: string, version: number) => Promise<WatchedPackage>;
}

export interface RollUpOptions {
  /** How long windows are kept, in milliseconds (infinity: forever): minutes 7 days, hours 90 days, days 2 years unless told. */
  readonly keepMs?: Partial<Readonly<Record<Level, number>>>;
  /** Predictions that are profiled at once, about; 200,000 unless told. */
  readonly predictionsAtOnce?: number;
  readonly onProgress?: (progress: RollUpProgress) => void;
}

export interface RollUpProgress extends VersionLevel {
  /** Windows made of this version and level so far. */
  readonly windows: number;
}

/** A version whose windows cannot be made now; they stay due. */
export interface UnrolledVersion {
  readonly model: string;
  readonly version: number;
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface RolledUp {
  /** Every window that ended before it (epoch milliseconds) is made, but for those of `unrolled`. */
  readonly rolledTo: number;
  readonly windows: Readonly<Record<Level, number>>;
  readonly unrolled: readonly UnrolledVersion[];
}

const dayMs = levelTable.day.ms;
const usualKeepMs: Readonly<Record<Level, number>> = {
  minute: 7 * dayMs,
  hour: 90 * dayMs,
  day: 730 * dayMs,
};
/** How long after its end a window is made: what a server had at its very end is in the log by then. */
const settleMs = 2_000;
const windowsAtOnce = 60;

/** Rolls the log up as far as it has ended; CANCELLED where it is stopped or another process takes it over. */
export async function rollUp(
  input: RollUpInput,
  context: StageContext,
  options: RollUpOptions = {},
): Promise<RolledUp> {
  return await withOwnConnection(context, async (own) => {
    try {
      return await roll(input, own, options);
    } catch (cause) {
      throwIfStopped(context.signal, cause);
      throw cause;
    }
  });
}

async function roll(input: RollUpInput, context: StageContext, options: RollUpOptions): Promise<RolledUp> {
  const { store } = input;
  const { signal } = context;
  const holder = randomUUID();
  const now = context.now();
  const keptFrom = keptFromAt(now, { ...usualKeepMs, ...options.keepMs });
  await holdRollUp(store, { holder, keptFrom });
  const endedBy = windowStart(now - settleMs, "minute");
  while (await touchWindows(store, { holder })) throwIfStopped(signal);
  const unrolled = new Map<string, UnrolledVersion>();
  const windows = { minute: 0, hour: 0, day: 0 };
  const packageOf = onceEach(input.packageOf);
  for (const level of levels)
    for (const of of await dueVersions(store, { level, endedBy })) {
      const made = await rollVersion({ store, of, holder, endedBy, packageOf }, context, options);
      windows[level] += made.windows;
      if (made.unrolled !== null) unrolled.set(JSON.stringify([of.model, of.version]), made.unrolled);
    }
  await retainWindows(store, keptFrom, { holder });
  await whileHeld(store, holder, (tx, state) =>
    setState(tx, { ...state, rolledTo: Math.max(state.rolledTo, endedBy) }),
  );
  return { rolledTo: endedBy, windows, unrolled: [...unrolled.values()] };
}

/** Each a beginning of the level above, and none later than that of a finer one. */
function keptFromAt(now: number, keepMs: Readonly<Record<Level, number>>): KeptFrom {
  const from = (level: Level) => Math.max(0, now - keepMs[level]);
  const minute = windowStart(from("minute"), "hour");
  const hour = windowStart(Math.min(from("hour"), minute), "day");
  return { minute, hour, day: windowStart(Math.min(from("day"), hour), "day") };
}

function onceEach(packageOf: RollUpInput["packageOf"]): RollUpInput["packageOf"] {
  const loaded = new Map<string, Promise<WatchedPackage>>();
  return (model, version) => {
    const key = JSON.stringify([model, version]);
    const known = loaded.get(key) ?? packageOf(model, version);
    loaded.set(key, known);
    return known;
  };
}

interface RollVersionInput extends RollUpInput {
  readonly of: VersionLevel;
  readonly holder: string;
  readonly endedBy: number;
}

interface RolledVersion {
  readonly windows: number;
  readonly unrolled: UnrolledVersion | null;
}

/** Makes what is due, the oldest first; what is touched meanwhile stays due. */
async function rollVersion(
  input: RollVersionInput,
  context: StageContext,
  { predictionsAtOnce = 200_000, onProgress = () => {} }: RollUpOptions,
): Promise<RolledVersion> {
  const { store, of, endedBy } = input;
  let windows = 0;
  let unrolled: UnrolledVersion | null = null;
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    throwIfStopped(context.signal);
    const due = await dueWindows(store, of, { endedBy, limit: windowsAtOnce, after });
    const last = due.at(-1);
    if (last === undefined) return { windows, unrolled };
    after = last.start;
    const made = await makeWindows({ ...input, due, predictionsAtOnce }, context);
    windows += made.windows;
    if (made.failure !== null) {
      const { code, message } = made.failure;
      unrolled = { model: of.model, version: of.version, code, reason: message };
    }
    onProgress({ ...of, windows });
  }
}

function throwIfStopped(signal: AbortSignal, cause?: unknown): void {
  if (signal.aborted) throw new AirworthyError("CANCELLED", "The roll-up was stopped on request.", { cause });
}
