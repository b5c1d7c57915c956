import type { QueueItem } from "../../api/schema.gen.ts";

interface ReasonWords {
  readonly title: string;
  readonly color: string;
  /** In place of the sentence that tells what the model said; null where it tells nothing of that. */
  readonly blind: string | null;
}

/** Why an item is in the queue. */
export const reasonWords: Readonly<Record<QueueItem["reason"], ReasonWords>> = {
  random: { title: "by chance", color: "gray", blind: null },
  wrong: { title: "reported", color: "red", blind: null },
  drifting: { title: "drifting", color: "orange", blind: null },
  uncertain: { title: "unsure", color: "blue", blind: "The model is not sure of its answer." },
};
