export type * from "./definition.ts";
export { type LearningRateSchedule, type MlpOptions, type ModelSpec, mlp } from "./model.ts";
export type {
  CleanContext,
  Columns,
  FeatureContext,
  LabelOption,
  NameOf,
  PipelineOptions,
  TaskOf,
} from "./options.ts";
export { pipeline } from "./pipeline.ts";
export { type Check, duplicates, type Policy, type Rule, rows } from "./rule.ts";
export {
  csv,
  type FileSource,
  jsonLines,
  type PostgresSource,
  parquet,
  postgres,
  type Source,
} from "./source.ts";
