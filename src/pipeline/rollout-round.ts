/** One look at the running rollout: what both versions did is measured and judged, and the judgement is carried out. */
import type { Rollout, RolloutCheck, RolloutReadings } from "../core/rollout/index.ts";

export interface RolloutRound {
  /** As it is after the round. */
  readonly rollout: Rollout;
  readonly decision: "wait" | "next step" | "promote" | "roll back" | "cancel";
  /** Why, a sentence for people. */
  readonly reason: string;
  readonly checks: readonly RolloutCheck[];
  /** What was judged; null where nothing could be measured. */
  readonly readings: RolloutReadings | null;
}
