import type { Rollout, RolloutDecision, RolloutReadings } from "../core/rollout/index.ts";
import { type RolloutServer, rolloutServers, runningRollout, type Store } from "../io/store/index.ts";
import { measureRollout } from "./rollout-round.ts";

export interface LiveRolloutInput {
  readonly model: string;
  /** With the registry. */
  readonly store: Store;
  /** With the event log and its profiles. */
  readonly log: Store;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A running rollout with what both versions did in its step. */
export interface LiveRollout {
  readonly rollout: Rollout;
  /** As a round would decide it now. */
  readonly decision: RolloutDecision;
  /** What it would decide on; null where nothing could be measured. */
  readonly readings: RolloutReadings | null;
  /** The processes that told of it. */
  readonly servers: readonly RolloutServer[];
}

/** How the running rollout does now; null where none is running. Nothing is changed. */
export async function liveRollout({ model, store, log, now }: LiveRolloutInput): Promise<LiveRollout | null> {
  const rollout = await runningRollout(store, model);
  if (rollout === null) return null;
  const measured = await measureRollout({ store, log }, rollout, now);
  return { rollout, ...measured, servers: await rolloutServers(log, rollout.id) };
}
