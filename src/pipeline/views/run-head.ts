/** A run as every page names it. */
import { type FoundRun, findRun, type RunRecord, type Store } from "../../io/store/index.ts";
import type { RunResult } from "../run-result.ts";

export interface RunHead
  extends Pick<RunRecord, "id" | "name" | "status" | "startedAt" | "endedAt" | "error"> {
  /** The version that it made; null where it made none. */
  readonly version: number | null;
}

export interface OpenedRun {
  readonly head: RunHead;
  readonly found: FoundRun;
  /** Null where the run did not end well. */
  readonly result: RunResult | null;
}

/** The run that `name` means: its id, the beginning of one, or "latest"; NOT_FOUND. */
export async function openRunRecord(store: Store, name: string): Promise<OpenedRun> {
  const found = await findRun(store, name);
  const result = found.result as RunResult | null;
  const { id, status, startedAt, endedAt, error } = found;
  const version = result?.package?.version ?? null;
  return { head: { id, name: found.name, status, startedAt, endedAt, error, version }, found, result };
}
