export { type AskFeaturesInput, askFeatures } from "./ask-features.ts";
export {
  buildFeatures,
  type FeatureSummary,
  type FeaturesInput,
  type FeatureTable,
} from "./build-features.ts";
export { buildFeaturesFor, type FeaturesFor, type FeaturesForInput } from "./build-features-for.ts";
export * from "./live.ts";
export type { ServedValues } from "./served-values.ts";
