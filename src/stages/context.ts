/** The effects that a stage may have, with the run's own: engine, progress, clock, cancellation. */
import type { RunEvent } from "../core/progress.ts";
import type { Engine } from "../io/engine.ts";

export interface StageContext {
  readonly engine: Engine;
  readonly emit: (event: RunEvent) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Stages look at it between steps and stop with CANCELLED. */
  readonly signal: AbortSignal;
}
