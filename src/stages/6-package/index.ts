export { type BaselineInput, buildBaseline } from "./baseline.ts";
export { buildPackage, type Lineage, type Packaged, type PackageInput } from "./build-package.ts";
export { type Candidate, type CandidateKind, candidateKinds } from "./candidate.ts";
export { type LoadedPackage, type LoadOptions, loadPackage, packageFiles } from "./load-package.ts";
export type { Answer, Manifest } from "./manifest.ts";
export type {
  Baseline,
  CategoryProfile,
  NumberProfile,
  OpaqueProfile,
  Profile,
} from "./profile-schema.ts";
export { publicKeyText, signingKey } from "./signing-key.ts";
