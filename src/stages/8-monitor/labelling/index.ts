export type { QueueReason } from "./choose-items.ts";
export {
  type LabellingQueue,
  type LabellingQueueInput,
  labellingQueue,
  type QueueItem,
} from "./labelling-queue.ts";
