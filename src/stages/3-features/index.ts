export { type AskFeaturesInput, askFeatures } from "./ask-features.ts";
export {
  buildFeatures,
  type FeatureSummary,
  type FeaturesInput,
  type FeatureTable,
} from "./build-features.ts";
export { buildFeaturesFor, type FeaturesFor, type FeaturesForInput } from "./build-features-for.ts";
export { type StoredEntity, stateVersion } from "./entity-states.ts";
export {
  type AskOptions,
  type EntityKey,
  type Observed,
  type Reducer,
  type ReducerOptions,
  reducer,
} from "./reducer.ts";
