/** The frame of a run: workspace and store opened, the run recorded from its first moment to its end. */
import { AirworthyError } from "../core/error.ts";
import type { RunEvent } from "../core/progress.ts";
import { finishRun, openStore, startRun, storeFailure } from "../io/store/index.ts";
import { prepareWorkspace, workspaceOf } from "../io/workspace.ts";
import { ProgressKeeper } from "./progress-keeper.ts";
import { type RunResult, runResult, type StageResults } from "./run-result.ts";
import { Workbench, type WorkbenchOptions } from "./workbench.ts";

export type OpenRunOptions = Omit<WorkbenchOptions, "workspace" | "store" | "run">;

/** Runs `work` and records how it ends: passed, failed, cancelled, or with which error. */
export async function openRun(
  options: OpenRunOptions,
  work: (bench: Workbench) => Promise<StageResults>,
): Promise<RunResult> {
  const { definition, projectDirectory, now } = options;
  const workspace = workspaceOf(projectDirectory);
  await prepareWorkspace(workspace, definition.name);
  await using store = await openStore(workspace.storePath);
  try {
    const startedAt = now();
    const run = await startRun(store, { definition, now: startedAt });
    const progress = new ProgressKeeper({ store, run, now });
    const onEvent = (event: RunEvent) => {
      progress.tell(event);
      options.onEvent(event);
    };
    await using bench = new Workbench({ ...options, onEvent, workspace, store, run });
    try {
      const results = await work(bench);
      const { summaries: stages, warnings } = bench;
      const durationMs = now() - startedAt;
      const facts = { run, name: definition.name, startedAt, durationMs, stages, warnings };
      const result = runResult(facts, results);
      await progress.kept();
      await finishRun(store, run, { status: result.status, now: now(), result });
      return result;
    } catch (cause) {
      const error = describe(cause);
      const status = error.code === "CANCELLED" ? "cancelled" : "error";
      // Where even this cannot be written, the first cause is the one to tell; the run then shows as interrupted.
      await progress
        .kept()
        .then(() => finishRun(store, run, { status, now: now(), error }))
        .catch(() => undefined);
      throw cause;
    }
  } catch (cause) {
    throw isSqliteError(cause) ? storeFailure(cause, workspace.storePath) : cause;
  }
}

function describe(cause: unknown): { readonly code: string; readonly message: string } {
  const message = cause instanceof Error ? cause.message : String(cause);
  return { code: cause instanceof AirworthyError ? cause.code : "DEFECT", message };
}

function isSqliteError(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_SQLITE_ERROR";
}
