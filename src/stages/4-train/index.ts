import type { Definition } from "../../core/definition/index.ts";
import type { EpochReport, Flow } from "../../core/progress.ts";
import type { StageContext } from "../context.ts";
import type { EncodedInput } from "./encoded-input.ts";

export { type EncodedInput, greatestStandardised, layOut } from "./encoded-input.ts";
export { buildInferenceGraph, type InferenceGraphOptions, type Layer } from "./inference-graph.ts";

export interface SplitInput {
  readonly definition: Definition;
  /** Path of features.parquet. */
  readonly features: string;
  /**
   * Where train.parquet and validation.parquet are written: features.parquet's columns and `_aw_label`
   * (binary BOOLEAN, multiclass VARCHAR, regression DOUBLE), only rows whose label is not missing.
   */
  readonly directory: string;
}

export interface Split {
  readonly flow: Flow;
  readonly note: string;
  readonly by: "time" | "entity" | "random";
  readonly trainRows: number;
  readonly validationRows: number;
  readonly unlabelledRows: number;
  /** Where the split leaks, in sentences; empty where it does not. */
  readonly warnings: readonly string[];
}

/** Puts the labelled rows on one side or the other. */
export async function split(_input: SplitInput, _context: StageContext): Promise<Split> {
  throw new Error("not built yet");
}

export interface TrainInput {
  readonly definition: Definition;
  readonly train: string;
  readonly validation: string;
  /**
   * Where model.onnx is written: the exported float32 graph with its preprocessing.
   * Inputs: one per model input, named as it is, shape [N, 1]: number and boolean as double (NaN is missing,
   * true is 1), text as string ("" is missing). Outputs: `probability` float [N, 1] (binary) or [N, K]
   * (multiclass), or `value` float [N, 1] (regression); beside it `encoded` [N, D], `hidden_1` … `hidden_H`
   * (after ReLU) and `logit` [N, 1 or K] (before temperature and sigmoid/softmax).
   * Initialisers: `layer_1.weight` [in, out], `layer_1.bias` [out], … the last layer being `layer_{H+1}`, and
   * `temperature` (scalar float, 1 as trained; not for regression).
   */
  readonly directory: string;
}

export interface Trained {
  readonly flow: Flow;
  readonly note: string;
  readonly epochs: readonly EpochReport[];
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  readonly inputs: readonly EncodedInput[];
  /** Multiclass: the labels in the order of the outputs; otherwise empty. */
  readonly classes: readonly string[];
  /** Widths from encoded input to output, e.g. [14, 32, 16, 1]. */
  readonly widths: readonly number[];
  readonly parameters: number;
}

/** Trains the network and exports it; the same data, definition and seed give the same bytes. */
export async function train(_input: TrainInput, _context: StageContext): Promise<Trained> {
  throw new Error("not built yet");
}
