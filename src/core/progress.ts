/** What a run tells while it works: typed events, for a progress bar, a log or a page. Library code prints nothing. */

/** The stages of a run; feedback is one only where a run learns from what a server recorded. */
export const stageNames = [
  "collect",
  "feedback",
  "clean",
  "features",
  "split",
  "train",
  "validate",
  "package",
] as const;
export type StageName = (typeof stageNames)[number];

/** Rows × columns through a stage; internal columns (`_aw_…`) do not count. */
export interface Flow {
  readonly rowsIn: number;
  readonly columnsIn: number;
  readonly rowsOut: number;
  readonly columnsOut: number;
}

export interface StageSummary extends Flow {
  readonly stage: StageName;
  readonly durationMs: number;
  /** Whether an earlier run's result was taken because inputs and definition are unchanged. */
  readonly reused: boolean;
  /** What happened, in one short sentence. */
  readonly note: string;
}

export interface EpochReport {
  /** 0 is before the first: the weights are random still. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Share of right answers; null for regression. */
  readonly trainAccuracy: number | null;
  readonly validationAccuracy: number | null;
  readonly learningRate: number;
  /** What this epoch means, in one sentence. */
  readonly note: string;
}

export type RunEvent =
  | { readonly kind: "stageStarted"; readonly stage: StageName }
  | {
      readonly kind: "stageProgress";
      readonly stage: StageName;
      readonly done: number;
      readonly total: number | null;
      readonly unit: string;
    }
  | { readonly kind: "stageFinished"; readonly summary: StageSummary }
  | { readonly kind: "epochFinished"; readonly report: EpochReport; readonly epochs: number }
  | { readonly kind: "warning"; readonly stage: StageName; readonly message: string };
