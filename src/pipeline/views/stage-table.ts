/** The table that a stage of a run left on disk. */
import { join } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import type { StageName } from "../../core/progress.ts";
import type { FoundRun } from "../../io/store/index.ts";
import { exists, type Workspace } from "../../io/workspace.ts";

/** The files of each stage that leaves a table of rows. */
export const stageTables: Readonly<Partial<Record<StageName, readonly string[]>>> = {
  collect: ["raw.parquet"],
  feedback: ["raw.parquet"],
  clean: ["clean.parquet"],
  features: ["features.parquet"],
  split: ["train.parquet", "validation.parquet"],
  validate: ["scores.parquet"],
};

export interface StageTable {
  readonly stage: StageName;
  readonly key: string;
  readonly paths: readonly string[];
}

/** The files of `stage` in a run; NOT_FOUND where it has no table, did not finish, or its snapshot was deleted. */
export async function stageTable(
  { id, keys }: Pick<FoundRun, "id" | "keys">,
  stage: StageName,
  workspace: Workspace,
): Promise<StageTable> {
  const names = stageTables[stage];
  if (names === undefined) throw new AirworthyError("NOT_FOUND", `The stage '${stage}' leaves no table.`);
  const key = keys[stage];
  if (key === undefined)
    throw new AirworthyError("NOT_FOUND", `Run '${id}' did not finish the stage '${stage}'.`);
  const paths = names.map((name) => join(workspace.snapshot(key), name));
  for (const path of paths) {
    if (await exists(path)) continue;
    throw new AirworthyError(
      "NOT_FOUND",
      `The table of the stage '${stage}' of run '${id}' was deleted; airworthy run makes it again.`,
    );
  }
  return { stage, key, paths };
}
