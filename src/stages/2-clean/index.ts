import type { Definition } from "../../core/definition/index.ts";
import type { Flow } from "../../core/progress.ts";
import type { StageContext } from "../context.ts";

export interface CleanInput {
  readonly definition: Definition;
  /** Path of raw.parquet. */
  readonly raw: string;
  /** Rows that collect set aside: they count in the share of set-aside rows. */
  readonly alreadyRejected: number;
  /**
   * Where clean.parquet and rejected.parquet are written. clean.parquet has raw.parquet's columns.
   * rejected.parquet: raw.parquet's columns and `_aw_rule` VARCHAR, `_aw_policy` VARCHAR.
   */
  readonly directory: string;
}

export interface RuleOutcome {
  readonly rule: string;
  readonly policy: string;
  /** Rows dropped, set aside, clipped or imputed. */
  readonly rows: number;
  /** Bounds learned from the table by an outlier rule; serving applies them as they are. */
  readonly bounds: { readonly low: number; readonly high: number } | null;
}

export interface Cleaned {
  readonly flow: Flow;
  readonly note: string;
  readonly outcomes: readonly RuleOutcome[];
  readonly rejectedRows: number;
}

/** Applies the rules in order; before = after + rejected, always. */
export async function clean(_input: CleanInput, _context: StageContext): Promise<Cleaned> {
  throw new Error("not built yet");
}
