export { type ReadRolloutOptions, readRollout } from "./read-rollout.ts";
