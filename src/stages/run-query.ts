/** A statement of a stage, with the run's progress and cancellation. */
import { AirworthyError } from "../core/error.ts";
import type { StageName } from "../core/progress.ts";
import type { SqlRow } from "../io/engine.ts";
import type { StageContext } from "./context.ts";

export interface RunQueryOptions {
  readonly stage: StageName;
}

const pollMs = 100;

/** Runs `sql` and returns its rows; CANCELLED where the run's signal stops it. */
export async function runQuery(
  sql: string,
  context: StageContext,
  { stage }: RunQueryOptions,
): Promise<SqlRow[]> {
  const { engine, emit, signal } = context;
  throwIfCancelled(signal, stage);
  const interrupt = () => engine.connection.interrupt();
  const poll = setInterval(() => {
    const { percentage } = engine.connection.progress;
    if (percentage >= 0)
      emit({ kind: "stageProgress", stage, done: Math.floor(percentage), total: 100, unit: "%" });
  }, pollMs);
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    return await engine.all(sql);
  } catch (cause) {
    throwIfCancelled(signal, stage, cause);
    throw cause;
  } finally {
    clearInterval(poll);
    signal.removeEventListener("abort", interrupt);
  }
}

/** CANCELLED where the run was asked to stop. */
export function throwIfCancelled(signal: AbortSignal, stage: StageName, cause?: unknown): void {
  if (!signal.aborted) return;
  throw new AirworthyError("CANCELLED", `Stopped on request while the stage '${stage}' worked.`, { cause });
}
