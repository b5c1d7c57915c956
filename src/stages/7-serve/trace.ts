import type { Value } from "../../core/expression/index.ts";
import type { CandidateKind, LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import type { Prediction, RawRow } from "./predict.ts";

export interface TraceInput {
  readonly package: LoadedPackage;
  readonly row: RawRow;
  /** Path of the clean.parquet whose events are the past of this row; null where there is none. */
  readonly history: string | null;
}

export interface TracedUnit {
  /** 0-based place in its layer. */
  readonly unit: number;
  readonly activation: number;
  /** Activation × gradient of the decided class's logit: how much the unit moved it. */
  readonly contribution: number;
}

export interface Trace {
  readonly model: { readonly name: string; readonly version: number; readonly shipped: CandidateKind };
  /** The declared columns that the row carried, parsed and cleaned. */
  readonly raw: readonly { readonly name: string; readonly value: Value; readonly pii: boolean }[];
  /** The inputs of the model; `given` where the row carried the feature itself. */
  readonly inputs: readonly {
    readonly name: string;
    readonly origin: "column" | "feature";
    readonly value: Value;
    readonly given: boolean;
  }[];
  /** What the network sees after preprocessing. */
  readonly encoded: readonly { readonly name: string; readonly input: string; readonly value: number }[];
  readonly hidden: readonly {
    readonly layer: number;
    readonly activation: "relu";
    readonly values: readonly number[];
    readonly active: number;
    /** At most five, the greatest contribution by size first. */
    readonly top: readonly TracedUnit[];
  }[];
  readonly output: {
    readonly activation: "sigmoid" | "softmax" | "linear";
    /** Binary and regression: one; multiclass: one a class, in the order of `classes`. */
    readonly logit: readonly number[];
    readonly classes: readonly string[];
    /** What the logit is divided by before the activation; null for regression. */
    readonly temperature: number | null;
    /** Probability of true, of each class, or the value. */
    readonly values: readonly number[];
  };
  readonly decision: Prediction;
}

/** One prediction layer by layer, as the model's own graph computed it. INPUT_INVALID where the row is refused. */
export async function trace(_input: TraceInput, _context: StageContext): Promise<Trace> {
  throw new Error("not built yet");
}
