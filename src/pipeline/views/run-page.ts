/** A page of the runs of a pipeline, newest first. */
import { pageRuns, type Store, versionsOfRuns } from "../../io/store/index.ts";
import type { RunHead } from "./run-head.ts";

export interface RunPage {
  readonly runs: readonly RunHead[];
  /** Where the next page begins; null where this is the last. */
  readonly cursor: string | null;
}

export interface RunPageInput {
  readonly store: Store;
  readonly name: string;
  readonly limit: number;
  readonly cursor: string | null;
}

export async function runPage({ store, name, limit, cursor }: RunPageInput): Promise<RunPage> {
  const found = await pageRuns(store, { name, limit: limit + 1, after: cursor });
  const page = found.slice(0, limit);
  const versions = await versionsOfRuns(
    store,
    name,
    page.map(({ id }) => id),
  );
  const runs = page.map((run) => ({ ...run, version: versions.get(run.id) ?? null }));
  return { runs, cursor: found.length > limit ? (runs.at(-1)?.id ?? null) : null };
}
