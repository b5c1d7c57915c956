export {
  type RolloutCheck,
  type RolloutFigure,
  type RolloutGate,
  type RolloutVerdict,
  rolloutGates,
} from "./check.ts";
export type { RolloutReadings, ServerReadings, VersionReadings } from "./reading.ts";
export {
  nextPlace,
  type Rollout,
  type RolloutChange,
  type RolloutEntry,
  type RolloutMode,
  type RolloutPlace,
  type RolloutState,
  rolloutModes,
  rolloutStates,
} from "./rollout.ts";
export { entityNumber, isInShare } from "./share.ts";
