export { type Decision, decide } from "./decide.ts";
export { type DueRetraining, dueRetraining, type RetrainingFacts } from "./due-retraining.ts";
export { type Joined, type JoinInput, joinRecorded } from "./join-recorded.ts";
export { type ReadRecordedInput, type Recorded, readRecorded } from "./read-recorded.ts";
