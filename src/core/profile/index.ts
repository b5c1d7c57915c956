export type { CategoryWindow } from "./category-window.ts";
export { type LatencyPhase, type LatencyWindow, latencyAt, latencyPhases } from "./latency-window.ts";
export { type Level, levels, levelTable, windowStart } from "./level.ts";
export {
  type FixedPoint,
  farthestUnits,
  fixedPointOf,
  type Moments,
  type Spread,
  spreadOf,
  unitsOf,
} from "./moments.ts";
export type { NumberWindow } from "./number-window.ts";
export type { OpaqueWindow } from "./opaque-window.ts";
export { isFailure, type OutcomeCode, type OutcomeWindow } from "./outcome-window.ts";
export { profilesOf, profilesText } from "./profiles-text.ts";
export type { QualityWindow } from "./quality-window.ts";
export type { ShadowWindow, Timing } from "./shadow-window.ts";
export {
  partValue,
  quantileOf,
  type Sketch,
  type SketchPart,
  sketchCount,
  sketchError,
  sketchOf,
  sketchPart,
  sketchPartSql,
} from "./sketch.ts";
export type { ValueWindow } from "./value-window.ts";
export type { WindowOf } from "./window-of.ts";
export {
  mergeAll,
  mergeProfiles,
  profileKey,
  type WindowKind,
  type WindowProfile,
} from "./window-profile.ts";
