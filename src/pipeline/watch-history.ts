/** The config's monitors over a recorded history; where they watch drift, beside the baseline of the project's champion. */
import type { Definition } from "../core/definition/index.ts";
import { findVersion, openStore } from "../io/store/index.ts";
import { exists, type Workspace } from "../io/workspace.ts";
import { type ComparedVersion, type DryRun, type DryRunInput, dryRun } from "../stages/8-monitor/index.ts";
import { attempt } from "./attempt.ts";
import { loadVersion } from "./load-version.ts";
import { type PredictOptions, withEngine } from "./predict.ts";

export interface WatchHistoryInput extends Omit<DryRunInput, "champion"> {
  readonly workspace: Workspace;
}

/** What would have fired, and when; nothing is kept. Errors of the history. */
export async function watchHistory(
  { workspace, ...input }: WatchHistoryInput,
  options: PredictOptions = {},
): Promise<DryRun> {
  const champion = await comparedVersion(input.definition, workspace);
  return await withEngine(options, ({ engine }) => dryRun({ ...input, champion }, engine));
}

async function comparedVersion(definition: Definition, workspace: Workspace): Promise<ComparedVersion> {
  const missing = {
    package: null,
    why: "the project has no champion whose baseline the rows are compared with",
  };
  if (!definition.monitor.some(({ kind }) => kind === "drift")) return missing;
  if (!(await exists(workspace.storePath))) return missing;
  await using store = await openStore(workspace.storePath);
  const champion = await findVersion(store, definition.name, "champion");
  if (champion === null) return missing;
  const { version } = champion;
  const found = await attempt(() => loadVersion(workspace, { model: definition.name, version }));
  if (found.result === null) return { package: null, why: `the champion's package is no use: ${found.why}` };
  return { package: found.result, why: null };
}
