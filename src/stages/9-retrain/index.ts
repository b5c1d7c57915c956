export { type CompareSettledInput, compareSettled, type SettledComparison } from "./compare-settled.ts";
export { type Decision, decide } from "./decide.ts";
export { type DueRetraining, dueRetraining, type RetrainingFacts } from "./due-retraining.ts";
export { type Joined, type JoinInput, joinRecorded } from "./join-recorded.ts";
export {
  type CheckLabelsInput,
  checkLabels,
  type JudgedLabels,
  type LabelCheck,
} from "./labels/check-labels.ts";
export { describeLabels } from "./labels/describe-labels.ts";
export { describeScope, type LabelScope, parseLabelScope, sourceRows } from "./labels/label-scope.ts";
export type { WatchedChampion } from "./labels/scored-labels.ts";
export { type DoubtfulRows, writeNewSourceLabels } from "./new-source-labels.ts";
export { type ReadRecordedInput, type Recorded, readRecorded } from "./read-recorded.ts";
