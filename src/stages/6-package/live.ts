/** What answering with a package needs, without an engine: a server loads no more of this stage. */
export { answerOf, type Decision, decisionOf } from "./answer.ts";
export { type Candidate, type CandidateKind, candidateKinds } from "./candidate.ts";
export { feedsOfRow } from "./feeds-of-row.ts";
export {
  type LoadedPackage,
  type LoadOptions,
  loadPackage,
  type OpenedPackage,
  openPackage,
  packageFiles,
} from "./load-package.ts";
export { type Answer, type Manifest, manifestSchema } from "./manifest.ts";
export { trustedKey } from "./signing-key.ts";
