import type { Answer, LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";

/** A raw event as it comes from outside; it may carry features too, which are then taken as they are. */
export type RawRow = Readonly<Record<string, unknown>>;

export interface PredictInput {
  readonly package: LoadedPackage;
  readonly rows: readonly RawRow[];
  /** Path of the clean.parquet whose events are the past of these rows; null where there is none. */
  readonly history: string | null;
}

export interface Prediction extends Answer {
  /** 1-based place among the given rows. */
  readonly row: number;
  /** What stands in the event id's column; null where there is none. */
  readonly event: string | number | null;
  /** Binary only: at or above it, the prediction is true. */
  readonly threshold: number | null;
  readonly model: { readonly name: string; readonly version: number };
}

/** A row that was not predicted, or a value of it that does not fit. */
export interface RejectedRow {
  readonly row: number;
  readonly field: string | null;
  /** The cleaning rule, or what was wanted of the value. */
  readonly rule: string;
  /** The value as text; hidden where the column is personal data. */
  readonly value: string | null;
}

export interface Predictions {
  readonly predictions: readonly Prediction[];
  readonly rejected: readonly RejectedRow[];
}

/** Predicts a few rows, in their order. INPUT_INVALID where there is none. */
export async function predict(_input: PredictInput, _context: StageContext): Promise<Predictions> {
  throw new Error("not built yet");
}

export interface PredictFileInput {
  readonly package: LoadedPackage;
  /** A .csv, .jsonl, .ndjson or .parquet file of raw events (.gz and .zst too). */
  readonly path: string;
  readonly history: string | null;
  /** Where predictions are written: .csv, .jsonl or .parquet. */
  readonly output: string;
}

export interface PredictedFile {
  readonly rows: number;
  readonly predicted: number;
  readonly rejected: number;
  /** The first of the rejected rows, at most 100. */
  readonly firstRejected: readonly RejectedRow[];
}

/** Predicts a file of any size into another, one line a row that was not rejected, in the file's order. */
export async function predictFile(_input: PredictFileInput, _context: StageContext): Promise<PredictedFile> {
  throw new Error("not built yet");
}
