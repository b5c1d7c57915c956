/** Airworthy's public interface, on one page. */
export {
  boolean,
  type Column,
  category,
  integer,
  number,
  text,
  timestamp,
} from "./core/column.ts";
export {
  alertmanager,
  type ChannelSpec,
  command,
  csv,
  type Definition,
  duplicates,
  email,
  jsonLines,
  type MlpOptions,
  mlp,
  type NotifyOptions,
  type PipelineOptions,
  parquet,
  pipeline,
  postgres,
  type Rule,
  rows,
  type Source,
  slack,
  webhook,
} from "./core/definition/index.ts";
export { AirworthyError, type ErrorCode, errorTable } from "./core/error.ts";
export type { Expression } from "./core/expression/index.ts";
export { type Estimate, type Metric, metricTable } from "./core/metric.ts";
export type { EpochReport, RunEvent, StageName, StageSummary } from "./core/progress.ts";
export { loadPackage, run } from "./pipeline/on-demand.ts";
export { type PredictOptions, predict, predictFile, trace } from "./pipeline/predict.ts";
export type { PackageResult, RunOptions, RunResult } from "./pipeline.ts";
export type { LoadedPackage, LoadOptions, Manifest } from "./stages/6-package/index.ts";
export type { PredictedFile, Prediction, Predictions, RejectedRow, Trace } from "./stages/7-serve/index.ts";
