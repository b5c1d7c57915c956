export { estimateQuality } from "./estimate-quality.ts";
export type { Figure, Figures } from "./figure.ts";
export { type HeldLabel, heldLabel, type ToldLabel } from "./held-label.ts";
export { labelsInForce } from "./labels-in-force.ts";
export { measureQuality } from "./measure-quality.ts";
export { type ProfiledQuality, profileQuality } from "./profile-quality.ts";
export { type QualityPlan, qualityPlan } from "./quality-plan.ts";
export { labelLines, toldLabels } from "./told-labels.ts";
