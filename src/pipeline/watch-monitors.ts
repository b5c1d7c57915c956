/** Rounds of the monitors, one a minute, in one process of all that stand ready. */
import { setTimeout as pause } from "node:timers/promises";
import { AirworthyError } from "../core/error.ts";
import type { Stand } from "../io/store/index.ts";
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
  /** Another process does the rounds, and which; each is told of once. */
  readonly onOther?: (holder: string) => void;
  /** A round failed as a whole; the next one is tried all the same. */
  readonly onFailure?: (cause: unknown) => void;
}

const usualEveryMs = 60_000;
/** After the beginning of a minute: servers have told of the last one by then. */
const lagMs = 5_000;
/** Does rounds until it is stopped; with `once` the one round throws what it meets. */
export async function watchMonitors(input: MonitorInput, options: WatchOptions): Promise<void> {
  const { signal, once = false, everyMs = usualEveryMs, onFailure = () => {} } = options;
  const { now } = options;
  const job = {
    name: `monitors of ${input.definition.name}`,
    ...(once ? {} : { everyMs }), // whoever asks for one round gets it
    ...(now === undefined ? {} : { now }),
  };
  const told = new Set<string>();
  let stand: Stand | undefined;
  try {
    while (!signal.aborted) {
      try {
        stand ??= await input.log.standReady(job);
        await roundIfMine(input, options, { stand, told });
      } catch (cause) {
        if (signal.aborted) return;
        if (once) throw cause;
        onFailure(cause);
      }
      if (once) return;
      await pauseUntilNext(everyMs, signal);
    }
  } finally {
    await stand?.[Symbol.asyncDispose]();
  }
}

interface Standing {
  readonly stand: Stand;
  /** Of which other holders it was told. */
  readonly told: Set<string>;
}

async function roundIfMine(
  input: MonitorInput,
  options: WatchOptions,
  { stand, told }: Standing,
): Promise<void> {
  const { onOther = () => {} } = options;
  const turn = await stand.attempt(() => judgeRound(input, options));
  if (turn.isMine || turn.holder === stand.holder || told.has(turn.holder)) return;
  told.add(turn.holder);
  onOther(turn.holder);
}

async function judgeRound(input: MonitorInput, options: WatchOptions): Promise<void> {
  const { onRound = () => {}, onRollout = () => {} } = options;
  try {
    onRound(await monitorRound(input, options));
  } finally {
    // What the monitors fail at keeps no challenger from being taken back.
    const rollout = await rolloutRound(input, options);
    if (rollout !== null) onRollout(rollout);
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
