/**
 * A job of which one is to be done at a time, whoever stands ready: a process that was killed at it is replaced. What is due
 * is told by the store and the clock; neither a lease nor a queue keeps a job that nobody asked for now.
 */
import { randomUUID } from "node:crypto";
import { ownIdentity } from "../process-identity.ts";

export interface StandingJob {
  /** The same for all who stand ready. */
  readonly name: string;
  /** A job of the clock: done once in each such time, whoever asks first. Any time that it is asked for unless told. */
  readonly everyMs?: number;
  /** A holder that was killed is replaced after so long; two and a half times `everyMs`, or two minutes, unless told. */
  readonly lastsMs?: number;
  /** Epoch milliseconds of a lease's holder; Date.now unless told. */
  readonly now?: () => number;
}

/** What came of it, or who does the job, or has done it this time. */
export type Turn<T> =
  | { readonly isMine: true; readonly result: T }
  | { readonly isMine: false; readonly holder: string };

/** One process that stands ready for one job; it tries once at a time. */
export interface Stand extends AsyncDisposable {
  /** By what name others are told of it. */
  readonly holder: string;
  /** Does `work` where nobody else is at the job; throws what the work throws, and STORE_UNUSABLE. */
  attempt<T>(work: () => Promise<T>): Promise<Turn<T>>;
}

const usualMs = 120_000;
const everyFactor = 2.5;

export function lastsMsOf({ lastsMs, everyMs }: StandingJob): number {
  return lastsMs ?? (everyMs === undefined ? usualMs : everyMs * everyFactor);
}

/** Unlike that of every other stand. */
export function newHolder(): string {
  const { host, pid } = ownIdentity();
  return `${host} process ${pid} ${randomUUID().slice(0, 8)}`;
}
