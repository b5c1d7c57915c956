/** The effects that a stage may have, with the run's own: engine, progress, clock, cancellation. */
import type { RunEvent } from "../core/progress.ts";
import type { Engine } from "../io/engine.ts";

/** What even work without an engine knows of its run. */
export interface RunScope {
  /** Stages look at it between steps and stop with CANCELLED. Each run has its own: what a run shares hangs on it. */
  readonly signal: AbortSignal;
}

export interface StageContext extends RunScope {
  readonly engine: Engine;
  readonly emit: (event: RunEvent) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
