export {
  buildFeatures,
  type FeatureSummary,
  type FeaturesInput,
  type FeatureTable,
} from "./build-features.ts";
export { buildFeaturesFor, type FeaturesFor, type FeaturesForInput } from "./build-features-for.ts";
