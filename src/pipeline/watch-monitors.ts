/** Rounds of the monitors, one a minute, in whichever process holds the lease. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AirworthyError } from "../core/error.ts";
import { ownIdentity } from "../io/process-identity.ts";
import { type Lease, releaseLease, takeLease } from "../io/store/index.ts";
import { type MonitorInput, type MonitorRound, monitorRound, type RoundOptions } from "./monitor-round.ts";
import { type RolloutRound, rolloutRound } from "./rollout-round.ts";

export interface WatchOptions extends RoundOptions {
  readonly signal: AbortSignal;
  /** How often; a minute unless told. */
  readonly everyMs?: number;
  /** One round alone. */
  readonly once?: boolean;
  readonly onRound?: (round: MonitorRound) => void;
  /** A rollout is running, and was judged. */
  readonly onRollout?: (round: RolloutRound) => void;
  /** Another process does the rounds; it is told once until it is not so. */
  readonly onOther?: (lease: Lease) => void;
  /** A round failed as a whole; the next one is tried all the same. */
  readonly onFailure?: (cause: unknown) => void;
}

const usualEveryMs = 60_000;
/** After the beginning of a minute: servers have told of the last one by then. */
const lagMs = 5_000;
/** A holder that was killed is replaced after so many rounds without it. */
const leaseRounds = 2.5;

/** Does rounds until it is stopped; with `once` the one round throws what it meets. */
export async function watchMonitors(input: MonitorInput, options: WatchOptions): Promise<void> {
  const { signal, once = false, everyMs = usualEveryMs, onFailure = () => {} } = options;
  const { host, pid } = ownIdentity();
  const job = {
    name: `monitors of ${input.definition.name}`,
    holder: `${host} process ${pid} ${randomUUID().slice(0, 8)}`,
    lastsMs: everyMs * leaseRounds,
  };
  const told = { other: "" };
  try {
    while (!signal.aborted) {
      try {
        await roundIfHeld(input, options, { ...job, told });
      } catch (cause) {
        if (signal.aborted) return;
        if (once) throw cause;
        onFailure(cause);
      }
      if (once) return;
      await pauseUntilNext(everyMs, signal);
    }
  } finally {
    await releaseLease(input.log, job).catch(() => undefined); // it runs out by itself
  }
}

interface Job {
  readonly name: string;
  readonly holder: string;
  readonly lastsMs: number;
  /** Of which other holder it was told. */
  readonly told: { other: string };
}

async function roundIfHeld(input: MonitorInput, options: WatchOptions, { told, ...job }: Job): Promise<void> {
  const { now = Date.now, onRound = () => {}, onRollout = () => {}, onOther = () => {} } = options;
  const lease = await takeLease(input.log, { ...job, now: now() });
  if (lease.holder !== job.holder) {
    if (told.other !== lease.holder) onOther(lease);
    told.other = lease.holder;
    return;
  }
  told.other = "";
  const renewal = setInterval(() => {
    takeLease(input.log, { ...job, now: now() }).catch(() => undefined); // the round itself meets what is wrong
  }, job.lastsMs / 4);
  try {
    try {
      onRound(await monitorRound(input, options));
    } finally {
      // What the monitors fail at keeps no challenger from being taken back.
      const rollout = await rolloutRound(input, options);
      if (rollout !== null) onRollout(rollout);
    }
  } finally {
    clearInterval(renewal);
  }
}

async function pauseUntilNext(everyMs: number, signal: AbortSignal): Promise<void> {
  const lag = Math.min(lagMs, everyMs / 2);
  const since = (Date.now() - lag) % everyMs;
  try {
    await pause(everyMs - since, undefined, { signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}

/** Whether a failed round is worth a line in a log: that there is no champion yet is not. */
export function isWorthTelling(cause: unknown): boolean {
  return !(cause instanceof AirworthyError && cause.code === "NOT_FOUND");
}
