export {
  type BaselineInput,
  buildBaseline,
  inputTargets,
  personalFeatures,
  predictionTargets,
  profiledSql,
} from "./baseline.ts";
export { buildPackage, type Packaged } from "./build-package.ts";
export { type BinCounts, type CountBinsInput, type CountedColumn, countBins } from "./count-bins.ts";
export * from "./live.ts";
export type { Lineage, PackageInput } from "./package-input.ts";
export { predictionColumns } from "./predictions-table.ts";
export type {
  Baseline,
  CategoryProfile,
  NumberProfile,
  OpaqueProfile,
  Profile,
  ProfileWindows,
} from "./profile-schema.ts";
export { type ShippedLayer, shippedLayers } from "./shipped-layers.ts";
export { publicKeyText, signingKey, trustedKey } from "./signing-key.ts";
