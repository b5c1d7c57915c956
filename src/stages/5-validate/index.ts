import type { Definition, Gate } from "../../core/definition/index.ts";
import type { Estimate, Metric } from "../../core/metric.ts";
import type { Flow } from "../../core/progress.ts";
import type { Trained } from "../4-train/index.ts";
import type { StageContext } from "../context.ts";

export { type InputColumnsOptions, inputColumns, labelColumn } from "./input-columns.ts";
export { type ModelColumn, type OpenModel, openModel } from "./open-model.ts";
export { type ScoreInput, type Scores, score } from "./score.ts";

export interface ValidateInput {
  readonly definition: Definition;
  readonly trained: Trained;
  /** Paths of model.onnx as trained, train.parquet and validation.parquet. */
  readonly model: string;
  readonly train: string;
  readonly validation: string;
  /** The champion's model.onnx and threshold, where there is one whose inputs this definition still has. */
  readonly champion: {
    readonly version: number;
    readonly model: string;
    readonly threshold: number | null;
    /** Multiclass: its labels in the order of its outputs; this model's where they are not given. */
    readonly classes?: readonly string[];
  } | null;
  /**
   * Where model.onnx (with its temperature) and scores.parquet (`_aw_row`, `probability` DOUBLE or DOUBLE[] or
   * `value` DOUBLE, `_aw_label`) are written.
   */
  readonly directory: string;
}

export interface GateResult extends Gate {
  /** Null where the metric could not be measured; such a gate fails. */
  readonly value: number | null;
  readonly passed: boolean;
  /** Where it failed: the number, the bound and the rows behind it. */
  readonly explanation: string;
  /** The version compared with, where the gate is "not worse than the champion": its bound is the champion's loss. */
  readonly champion?: number;
}

export interface SliceReport {
  /** `"device = tablet"`. */
  readonly name: string;
  readonly rows: number;
  /** Accuracy, or RMSE for regression. */
  readonly metric: Estimate;
  readonly declared: boolean;
}

export interface Importance {
  readonly input: string;
  /** How much the log loss (regression: MSE) rises when the input is shuffled. */
  readonly lossIncrease: Estimate;
}

export interface Baseline {
  readonly name: "majority class" | "mean" | "logistic regression" | "linear regression";
  readonly metrics: Readonly<Partial<Record<Metric, number>>>;
}

export interface ChampionComparison {
  readonly version: number;
  /** Challenger's mean loss minus champion's on the same rows; below 0 is better. */
  readonly lossDifference: Estimate;
  readonly verdict: "better" | "not distinguishable" | "worse";
  readonly worseSlices: readonly string[];
}

export interface Curves {
  readonly roc: readonly (readonly [falsePositiveRate: number, truePositiveRate: number])[];
  readonly precisionRecall: readonly (readonly [recall: number, precision: number])[];
  /** Mean probability and share of positives in equal-count bins. */
  readonly calibration: readonly (readonly [probability: number, share: number, rows: number])[];
}

export interface ValidationReport {
  readonly flow: Flow;
  readonly note: string;
  readonly metrics: Readonly<Partial<Record<Metric, Estimate>>>;
  /** Binary only. */
  readonly threshold: number | null;
  /** 1 where calibration did not help; null for regression. */
  readonly temperature: number | null;
  /** Rows are the truth, columns the prediction, in the order of `classes` (binary: false, true). */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly {
    readonly label: string;
    readonly precision: number;
    readonly recall: number;
    readonly rows: number;
  }[];
  readonly curves: Curves | null;
  readonly slices: readonly SliceReport[];
  readonly importance: readonly Importance[];
  readonly baselines: readonly Baseline[];
  readonly champion: ChampionComparison | null;
  readonly gates: readonly GateResult[];
  readonly passed: boolean;
  /** What weakens the numbers, in sentences: undefined metrics, few rows, what was fitted on these rows. */
  readonly warnings: readonly string[];
  /** How the numbers were made, in sentences: intervals, bins, samples. */
  readonly methods: readonly string[];
}

/** Measures the exported model on the unseen rows. Gates measured by packaging (latency, size) are left to it. */
export async function validate(_input: ValidateInput, _context: StageContext): Promise<ValidationReport> {
  throw new Error("not built yet");
}
