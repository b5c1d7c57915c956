export {
  type AlertmanagerChannel,
  alertmanager,
  type ChannelKind,
  type ChannelSpec,
  type CommandChannel,
  command,
  type EmailChannel,
  type EnvironmentName,
  email,
  type HttpAddress,
  type SlackChannel,
  slack,
  type WebhookChannel,
  webhook,
} from "./channel.ts";
export { channelVariables, type MissingVariable, missingVariables, variableOf } from "./channel-variables.ts";
export type * from "./definition.ts";
export {
  type FeedbackDefinition,
  type FeedbackOptions,
  type FeedbackPolicy,
  feedbackPolicyOf,
} from "./feedback-policy.ts";
export type { LabelSource, LabelSourceOptions } from "./label-source.ts";
export { type LearningRateSchedule, type MlpOptions, type ModelSpec, mlp } from "./model.ts";
export type { NotifyDefinition, NotifyOptions } from "./notify.ts";
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
export {
  type KeptFor,
  type RetentionDefinition,
  type RetentionOptions,
  resolveRetention,
} from "./retention.ts";
export { longestWindowMs, looksBack, looksBackForever } from "./retention-problems.ts";
export {
  hasTrigger,
  isQualityKind,
  type PromotionPolicy,
  type PromotionWay,
  promotionPolicies,
  promotionWays,
  type RetrainDefinition,
  type RetrainOptions,
  resolveRetrain,
} from "./retrain.ts";
export {
  isInPoints,
  type LabelPolicy,
  type RolloutDefinition,
  type RolloutGates,
  type RolloutOptions,
  resolveRollout,
} from "./rollout.ts";
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
export { isSourceName, ownSources, settledSource } from "./source-name.ts";
