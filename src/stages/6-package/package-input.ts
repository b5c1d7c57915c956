import type { Definition } from "../../core/definition/index.ts";
import type { Cleaned } from "../2-clean/index.ts";
import type { Trained } from "../4-train/index.ts";
import type { ValidationReport } from "../5-validate/index.ts";

export interface Lineage {
  readonly run: string;
  /** SHA-256 of the raw snapshot and of each stage's key. */
  readonly snapshot: string;
  readonly stages: Readonly<Record<string, string>>;
}

export interface PackageInput {
  readonly definition: Definition;
  readonly version: number;
  readonly cleaned: Cleaned;
  readonly trained: Trained;
  readonly report: ValidationReport;
  readonly lineage: Lineage;
  /** Paths of the validated model.onnx, validation.parquet, train.parquet and the ed25519 key file. */
  readonly model: string;
  readonly validation: string;
  readonly train: string;
  readonly keyFile: string;
  /** Where model.onnx, manifest.json, card.md, baseline.json and signature are written. */
  readonly directory: string;
}
