export { type AnsweredFile, type AnswerFileInput, answerFile } from "./answer-file.ts";
export { type Backfilled, type BackfillInput, backfill } from "./backfill.ts";
export { sourceOf } from "./collect-file.ts";
export { columnTypes } from "./engineer.ts";
export { type FirstRow, type FirstRowInput, firstRow } from "./first-row.ts";
export * from "./live.ts";
export * from "./logged/index.ts";
export { withOwnConnection } from "./own-connection.ts";
export { type PredictInput, type Prediction, type Predictions, predict } from "./predict.ts";
export { type PredictedFile, type PredictFileInput, predictFile } from "./predict-file.ts";
export * from "./replay/index.ts";
export { outcomeColumns, type ServingDefinition, servingDefinition } from "./serving-definition.ts";
export { temporaryDirectory } from "./temporary-directory.ts";
export { type TraceInput, trace } from "./trace.ts";
export {
  type LoggedPast,
  type LoggedTrace,
  type PastEvent,
  type TraceLoggedInput,
  traceLogged,
} from "./trace-logged.ts";
export { type KnownRow, type Trace, type TracedUnit, traceOf } from "./trace-of.ts";
