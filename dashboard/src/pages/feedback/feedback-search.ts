import { textOf } from "../../parts/run/run-search.ts";

export const feedbackTabs = ["queue", "contradictions", "effect"] as const;
export type FeedbackTab = (typeof feedbackTabs)[number];

export interface FeedbackSearch {
  /** The queue unless told. */
  readonly tab?: Exclude<FeedbackTab, "queue">;
  /** The prediction, or the event, that is looked at. */
  readonly item?: string;
}

export function readFeedbackSearch(search: Readonly<Record<string, unknown>>): FeedbackSearch {
  const tab = feedbackTabs.find((known) => known === search.tab);
  const item = textOf(search.item);
  return {
    ...(tab === undefined || tab === "queue" ? {} : { tab }),
    ...(item === undefined ? {} : { item }),
  };
}
