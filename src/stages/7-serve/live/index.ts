export { coverEntities, statePlan } from "./cover-entities.ts";
export { isTooLate, latestOf, sevenDaysMicros, stateLatenessMicros } from "./lateness.ts";
export {
  type CallOptions,
  LiveCore,
  type LiveCoreOptions,
  type PredictOptions,
  type SentRow,
} from "./live-core.ts";
export { type LiveModel, liveModel, liveModelOf } from "./live-model.ts";
export type { Compared, ComparedAnswer, LiveReport } from "./live-report.ts";
export { type LiveRow, readLiveRow } from "./live-row.ts";
export type { Outcome, Refusal } from "./outcome.ts";
export { type PredictionRecord, readPredictionRecord } from "./prediction-record.ts";
export { completed, labelColumns, rowOfFact } from "./read-fact.ts";
export { type FeedbackOptions, readFeedback } from "./read-feedback.ts";
