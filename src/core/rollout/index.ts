export {
  type RolloutCheck,
  type RolloutFigure,
  type RolloutGate,
  type RolloutVerdict,
  rolloutGates,
} from "./check.ts";
export { type JudgeOptions, judgeRollout, type RolloutDecision } from "./judge.ts";
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
  rolloutStart,
  rolloutStates,
} from "./rollout.ts";
export { chanceDistance, scoreDistance } from "./score-distance.ts";
export { entityNumber, isInShare } from "./share.ts";
