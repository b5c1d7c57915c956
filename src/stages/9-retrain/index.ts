export { type Decision, decide, type PromotionPolicy, promotionPolicies } from "./decide.ts";
export { type Joined, type JoinInput, joinRecorded } from "./join-recorded.ts";
export { type ReadRecordedInput, type Recorded, readRecorded } from "./read-recorded.ts";
