/** How the answers and labels of one version are read and counted: made once from its package. */
import type { Task } from "../../../core/metric.ts";
import type { LoadedPackage } from "../../6-package/index.ts";
import { type SliceRule, sliceRules } from "./slice-rules.ts";

export interface QualityPlan {
  readonly task: Task;
  /** A number label is true above this; null where the label is a truth value itself. */
  readonly above: number | null;
  /** Multiclass: in the order of the model's outputs. */
  readonly classes: readonly string[];
  /** Regression: the step of the sums, a power of two. */
  readonly unit: number;
  readonly slices: readonly SliceRule[];
}

/** A number's sums are counted in steps of 2⁻³⁰ of the greatest prediction's magnitude. */
const stepBits = 30;

export function qualityPlan({
  manifest,
  baseline,
}: Pick<LoadedPackage, "manifest" | "baseline">): QualityPlan {
  const { label } = manifest.definition.events;
  return {
    task: label.task,
    above: label.above,
    classes: manifest.network.classes,
    unit: unitOf(baseline),
    slices: sliceRules(manifest),
  };
}

function unitOf({ profiles }: LoadedPackage["baseline"]): number {
  const answers = profiles.find(({ role, name }) => role === "prediction" && name === "prediction");
  const { min, max } = answers?.kind === "number" ? answers : { min: null, max: null };
  const magnitude = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
  return 2 ** (Math.floor(Math.log2(magnitude > 0 ? magnitude : 1)) - stepBits);
}
