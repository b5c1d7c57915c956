/** The tables of rollouts; times are epoch milliseconds, documents JSON text. */
import type { RolloutChange, RolloutMode, RolloutState } from "../../core/rollout/index.ts";

export interface RolloutTable {
  readonly id: string;
  readonly model: string;
  readonly version: number;
  readonly champion: number;
  readonly mode: RolloutMode;
  readonly share: number;
  readonly step: number;
  readonly state: RolloutState;
  readonly reason: string;
  readonly started_at: number;
  readonly step_since: number;
  readonly ended_at: number | null;
  /** Who began it. */
  readonly who: string;
  readonly plan: string;
  /** When people were told of its end, where they are to be told; null until then. */
  readonly told_at: number | null;
}

/** What happened to rollouts, in its order; a check that finds what the last one found takes its place. */
export interface RolloutEntryTable {
  readonly rollout_id: string;
  readonly seq: number;
  readonly at: number;
  readonly change: RolloutChange;
  readonly mode: RolloutMode;
  readonly share: number;
  readonly step: number;
  readonly reason: string;
  readonly checks: string;
}

export const serverStates = ["ready", "refused", "left"] as const;
export type ServerState = (typeof serverStates)[number];

/** What became of a rollout's challenger in each process that answers. It lies in the log's store, with what they count. */
export interface RolloutServerTable {
  readonly rollout_id: string;
  readonly server: string;
  readonly state: ServerState;
  /** Why it was refused. */
  readonly why: string | null;
  readonly at: number;
}

export interface RolloutSchema {
  rollouts: RolloutTable;
  rollout_entries: RolloutEntryTable;
  rollout_servers: RolloutServerTable;
}
