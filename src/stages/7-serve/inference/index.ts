export type { Feed, RawTensor, Rows } from "./batch.ts";
export { type BatchReport, InferencePool, openPool, type PoolOptions } from "./inference-pool.ts";
export { ModelHost, type Serving, type Trial, type TrialTerms } from "./model-host.ts";
export type { Done, JobOptions } from "./scheduler.ts";
export { type ServedModel, servedModelOf, type TensorSpec } from "./served-model.ts";
