/** What a change of the champion does, in sentences, before it is done. */
import type { Rollout, RolloutPlan } from "../../api/schema.gen.ts";
import { formatCount, formatShare, formatSpan } from "../../parts/format.ts";

export const ways = ["now", "shadow", "canary"] as const;
/** How a version becomes the champion: at once, or after it has answered beside it. */
export type Way = (typeof ways)[number];

export interface Promotion {
  readonly version: number;
  readonly champion: number | null;
  readonly plan: RolloutPlan;
  /** Of entities, that a canary begins with. */
  readonly share: number;
  /** The rollout that is on its way; null where none is. */
  readonly running: Rollout | null;
}

const verified =
  "Its package is verified, and must answer its own example; where it does not, nothing changes.";

const sentences: Readonly<Record<Way, (promotion: Promotion) => readonly string[]>> = {
  now: ({ version, champion, running }) => [
    verified,
    `Version ${version} becomes the champion${champion === null ? "." : `; version ${champion}, which is it now, stays and can be promoted again.`}`,
    ...(running === null ? [] : [`The rollout of version ${running.version} ends with it.`]),
    "Running servers take it up within a second; no request is dropped.",
    `Monitors look at version ${version} from then on, against its own baseline.`,
  ],
  shadow: (promotion) => {
    const { version, champion, plan } = promotion;
    return [
      verified,
      `Version ${version} is asked what version ${champion} was asked, after the answer: nobody sees what it says.`,
      `After ${formatSpan(plan.shadow.forMs)} and ${formatCount(plan.shadow.leastRows)} answers, where every gate passes, it becomes a canary: ${stepsOf(plan.canary.steps)} of the entities, step by step.`,
      ...afterwards(promotion),
    ];
  },
  canary: (promotion) => {
    const { version, champion, plan, share } = promotion;
    const later = plan.canary.steps.filter((step) => step > share);
    return [
      verified,
      `Version ${version} answers ${formatShare(share, 0)} of the entities within a second; version ${champion} goes on answering all others. An entity sees one version.`,
      `Each step lasts ${formatSpan(plan.canary.eachMs)} and ${formatCount(plan.canary.leastRows)} answers at least${later.length === 0 ? "." : `; then come ${stepsOf(later)} of the entities.`}`,
      ...afterwards(promotion),
    ];
  },
};

/** What promoting it in this way does. */
export function whatPromotionDoes(way: Way, promotion: Promotion): readonly string[] {
  return sentences[way](promotion);
}

function afterwards({ version, plan }: Promotion): readonly string[] {
  return [
    `After the last step version ${version} becomes the champion by itself. Where a gate is breached, or a step is not passed in ${formatSpan(plan.giveUpAfterMs)}, it is taken back by itself.`,
  ];
}

function stepsOf(steps: readonly number[]): string {
  return steps.map((share) => formatShare(share, 0)).join(", ");
}

/** What rolling back does: a rollout that is on its way is taken back before the champion is. */
export function whatRollbackDoes(
  running: Rollout | null,
  { version, champion }: { readonly version: number; readonly champion: number | null },
): readonly string[] {
  if (running !== null)
    return [
      `Version ${running.version} is taken back: within a second version ${running.champion} answers everybody, and stays the champion.`,
      "What was measured of it is kept, and it can be rolled out again.",
    ];
  return [
    verified,
    `Version ${version} becomes the champion; version ${champion}, which is it now, stays and can be promoted again.`,
    "Running servers take it up within a second; no request is dropped.",
    `Monitors look at version ${version} from then on, against its own baseline.`,
  ];
}
