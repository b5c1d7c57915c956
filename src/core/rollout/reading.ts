/** What the judge is given: what both versions did in the same time. */
import type { RolloutFigure } from "./check.ts";

export interface VersionReadings {
  /** Answers; in shadow those that were compared. */
  readonly rows: number;
  /** Answers that were given or that failed by the server's own fault, in the newest minutes. */
  readonly errors: { readonly count: number; readonly failed: number };
  /** The 99th percentile in milliseconds, in the newest minutes; null where nothing was timed. */
  readonly latency: { readonly count: number; readonly p99: RolloutFigure } | null;
  /** Predictions whose label has come, and the metric on them; null where it is undefined. */
  readonly measured: { readonly labelled: number; readonly figure: RolloutFigure | null };
  /** The accuracy that its scores promise; null where scores promise nothing, as those of a regression. */
  readonly estimated: RolloutFigure | null;
}

export interface RolloutReadings {
  /** Of the step: [from, to), epoch milliseconds, whole minutes. */
  readonly from: number;
  readonly to: number;
  readonly challenger: VersionReadings;
  readonly champion: VersionReadings;
  /** In shadow, how many answers are the same; null in canary. */
  readonly agreement: { readonly rows: number; readonly agreed: number; readonly dropped: number } | null;
  /** The greatest difference of the scores' cumulative shares, and the scores of each side; null where there are none. */
  readonly scores: {
    readonly distance: number;
    readonly challenger: number;
    readonly champion: number;
  } | null;
  readonly servers: ServerReadings;
}

export interface ServerReadings {
  /** Processes in which the challenger is loaded, verified and warm. */
  readonly ready: number;
  /** Why a process refused it; null where none did. */
  readonly refused: string | null;
  /** Processes that answer and do not follow this rollout. */
  readonly absent: number;
}
