/** A rollout: a challenger that answers beside the champion until it takes its place or is taken back, as plain data. */
import type { RolloutDefinition } from "../definition/index.ts";
import type { RolloutCheck } from "./check.ts";

export const rolloutModes = ["shadow", "canary"] as const;
/** In shadow nobody sees its answers; as a canary it answers a share of the entities. */
export type RolloutMode = (typeof rolloutModes)[number];

export const rolloutStates = ["running", "promoted", "rolledBack", "cancelled"] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** Times are epoch milliseconds. */
export interface Rollout {
  readonly id: string;
  readonly model: string;
  /** The challenger. */
  readonly version: number;
  /** The champion when it began, against which it is measured. */
  readonly champion: number;
  readonly mode: RolloutMode;
  /** Of the entities that see the challenger; 0 in shadow. */
  readonly share: number;
  /** Which of the plan's canary steps it is at, from 0; −1 in shadow. */
  readonly step: number;
  readonly state: RolloutState;
  /** Why it is where it is, a sentence for people. */
  readonly reason: string;
  readonly startedAt: number;
  readonly stepSince: number;
  readonly endedAt: number | null;
  /** Who began it. */
  readonly by: string;
  /** The definition's section when it began, with the steps that this rollout takes. */
  readonly plan: RolloutDefinition;
}

export type RolloutChange = "started" | "checked" | "stepped" | Exclude<RolloutState, "running">;

/** What happened to a rollout, and what was measured then. */
export interface RolloutEntry {
  readonly rolloutId: string;
  readonly at: number;
  readonly change: RolloutChange;
  readonly mode: RolloutMode;
  readonly share: number;
  readonly step: number;
  readonly reason: string;
  /** As the judge found them; none where nothing was measured. */
  readonly checks: readonly RolloutCheck[];
}

/** Where a rollout goes: its mode, share and step. */
export interface RolloutPlace {
  readonly mode: RolloutMode;
  readonly share: number;
  readonly step: number;
}

/** The place after `step`; null after the last, when only promotion is left. */
export function nextPlace({ canary }: RolloutDefinition, step: number): RolloutPlace | null {
  const share = canary.steps[step + 1];
  return share === undefined ? null : { mode: "canary", share, step: step + 1 };
}

/** Where a rollout begins. */
export function rolloutStart(plan: RolloutDefinition, mode: RolloutMode): RolloutPlace {
  const first = nextPlace(plan, -1);
  return mode === "shadow" || first === null ? { mode: "shadow", share: 0, step: -1 } : first;
}
