export { type KeptSpread, keepSpreads, keptSpreads, spreadMethod } from "./chance-spread.ts";
export { chiSquared } from "./chi-squared.ts";
export {
  type DriftMeasure,
  distanceBetween,
  driftMeasures,
  type Reference,
} from "./drift-measure.ts";
export { type DriftSignal, measureDrift, measureMissing, type SignalOptions } from "./drift-signal.ts";
export { type DriftState, driftStates, type JudgeDriftOptions, judgeDrift } from "./judge-drift.ts";
export { kolmogorovSmirnov, type TestResult } from "./kolmogorov-smirnov.ts";
export { type Counts, sharesOf, totalOf } from "./shares.ts";
