/** The views that may take seconds where there is much: a server asks them of a thread, which holds up no answer. */
import { liveRollout } from "../live-rollout.ts";
import { driftView } from "./drift-view.ts";
import { historyView } from "./history-view.ts";
import { labelEffectView } from "./label-effect.ts";
import { contradictionsView, labelQueueView } from "./label-queue-view.ts";
import { type PredictionListInput, predictionList } from "./prediction-list.ts";
import { statusView } from "./status-view.ts";
import type { ViewedProject } from "./viewed-project.ts";

type PredictionsAsked = Omit<PredictionListInput, "definition" | "log">;

export const longViews = {
  status: statusView,
  drift: driftView,
  history: historyView,
  labelQueue: labelQueueView,
  contradictions: contradictionsView,
  labelEffect: labelEffectView,
  rollout: ({ definition, store, log }: ViewedProject, { now }: { readonly now: number }) =>
    liveRollout({ model: definition.name, store, log, now }),
  predictions: (project: ViewedProject, asked: PredictionsAsked) => predictionList({ ...project, ...asked }),
} as const;

export type LongView = keyof typeof longViews;
export type LongViewOptions<V extends LongView> = Parameters<(typeof longViews)[V]>[1];
export type LongViewReply<V extends LongView> = Awaited<ReturnType<(typeof longViews)[V]>>;

/** Asks one of them. */
export type AskView = <V extends LongView>(view: V, options: LongViewOptions<V>) => Promise<LongViewReply<V>>;

/** Asks them of `project` itself, in the process that asks. */
export function askHere(project: ViewedProject): AskView {
  return async (view, options) => {
    const make = longViews[view] as (project: ViewedProject, options: unknown) => Promise<never>;
    return await make(project, options);
  };
}
