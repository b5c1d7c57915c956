export type { InputSkew, SkewExample } from "./compare-inputs.ts";
export {
  type Replay,
  type ReplayInput,
  type ReplayOptions,
  type ReplayProgress,
  replay,
  type UnreplayedVersion,
  type VersionSkew,
} from "./replay.ts";
export type { RefusedPrediction } from "./replay-version.ts";
export { type SpooledLog, type SpoolInput, spoolLog } from "./spool-log.ts";
