/**
 * The views that may take seconds where there is much: a server asks them of a thread, which holds up no answer. What makes
 * one is loaded when it is first asked for: who waits for the first page waits for nothing else.
 */
import type { DriftViewOptions } from "./drift-view.ts";
import type { HistoryViewOptions } from "./history-view.ts";
import type { ContradictionsAsked, LabelQueueAsked } from "./label-queue-view.ts";
import type { PredictionListInput } from "./prediction-list.ts";
import type { ViewSpan } from "./status-view.ts";
import type { ViewedProject } from "./viewed-project.ts";

type PredictionsAsked = Omit<PredictionListInput, "definition" | "log">;

export const longViews = {
  status: async (project: ViewedProject, asked: ViewSpan) =>
    (await import("./status-view.ts")).statusView(project, asked),
  drift: async (project: ViewedProject, asked: DriftViewOptions) =>
    (await import("./drift-view.ts")).driftView(project, asked),
  history: async (project: ViewedProject, asked: HistoryViewOptions) =>
    (await import("./history-view.ts")).historyView(project, asked),
  labelQueue: async (project: ViewedProject, asked: LabelQueueAsked) =>
    (await import("./label-queue-view.ts")).labelQueueView(project, asked),
  contradictions: async (project: ViewedProject, asked: ContradictionsAsked) =>
    (await import("./label-queue-view.ts")).contradictionsView(project, asked),
  labelEffect: async (project: ViewedProject, _: Readonly<Record<string, never>>) =>
    (await import("./label-effect.ts")).labelEffectView(project),
  async rollout({ definition, store, log }: ViewedProject, { now }: { readonly now: number }) {
    const { liveRollout } = await import("../live-rollout.ts");
    return await liveRollout({ model: definition.name, store, log, now });
  },
  predictions: async (project: ViewedProject, asked: PredictionsAsked) =>
    (await import("./prediction-list.ts")).predictionList({ ...project, ...asked }),
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
