import type { ErrorCode } from "../../../core/error.ts";

/** What the live core tells whoever counts. */
export interface LiveReport {
  /** For the rows of a batch that one version answered and that reached the log. */
  readonly onPhases: (phases: {
    readonly version: number;
    readonly featuresMs: number;
    readonly computeMs: number;
    readonly logMs: number;
  }) => void;
  /** How long the first of a batch had waited. */
  readonly onQueued: (waitedMs: number) => void;
  /** The challenger could not answer rows, and the champion does; the code is an error's. */
  readonly onTrialFailed: (failed: {
    readonly version: number;
    readonly code: ErrorCode | "DEFECT";
    readonly rows: number;
  }) => void;
  /** A challenger in shadow was compared with the champion, or there was no time to. */
  readonly onShadow: (compared: Compared) => void;
  /** Something failed that nobody waits for. */
  readonly onProblem: (cause: unknown) => void;
}

/** What a challenger would have answered to rows that the champion answered. */
export interface Compared {
  /** The rollout's id. */
  readonly rollout: string;
  /** Of the challenger. */
  readonly version: number;
  readonly answers: readonly ComparedAnswer[];
  /** Rows that the challenger could not answer, by code. */
  readonly failed: readonly { readonly code: ErrorCode | "DEFECT"; readonly rows: number }[];
  /** Rows that nobody had the time to compare. */
  readonly dropped: number;
}

export interface ComparedAnswer {
  readonly agrees: boolean;
  /** The probability of true, of the class answered, or the value. */
  readonly score: number;
  readonly championScore: number;
  /** From the row's past to the model's output, milliseconds: what the batch took that it was in. */
  readonly ms: number;
  readonly championMs: number;
}
