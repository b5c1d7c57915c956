export {
  type PredictedFile,
  type PredictFileInput,
  type PredictInput,
  type Prediction,
  type Predictions,
  predict,
  predictFile,
  type RawRow,
  type RejectedRow,
} from "./predict.ts";
export { type Trace, type TracedUnit, type TraceInput, trace } from "./trace.ts";
