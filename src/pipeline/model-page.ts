/** One version with what stands behind it: the run and the data it came from, its metrics, gates, and decisions. */
import type { StageName, StageSummary } from "../core/progress.ts";
import { type DecisionRecord, findRun, listDecisions, requireVersion } from "../io/store/index.ts";
import { type ListedModel, type ListModelsInput, listModels } from "./list-models.ts";
import type { RunResult } from "./run-result.ts";

export interface ModelPage extends ListedModel {
  /** The version that it was measured against when it was made. */
  readonly comparedWith: number | null;
  readonly lineage: {
    readonly startedAt: number;
    /** With the key of each stage's result: of its data, for the first ones. */
    readonly stages: readonly (StageSummary & { readonly key: string | null })[];
  };
  readonly metrics: RunResult["metrics"];
  readonly gates: RunResult["gates"];
  readonly decisions: readonly DecisionRecord[];
}

const shownDecisions = 20;

/** NOT_FOUND where there is no such version. */
export async function modelPage(input: ListModelsInput, version: number): Promise<ModelPage> {
  const { store, name } = input;
  const record = await requireVersion(store, name, version);
  const [listed] = await listModels(input, { limit: 1, before: version + 1 });
  if (listed?.version !== version) throw new Error(`Version ${version} went while it was looked at.`);
  const { startedAt, stages, keys, result } = await findRun(store, record.run);
  const { metrics = {}, gates = [] } = (result ?? {}) as Partial<RunResult>;
  const keyOf = (stage: StageName) => keys[stage] ?? null;
  const decisions = await listDecisions(store, name, { version, limit: shownDecisions });
  return {
    ...listed,
    comparedWith: record.comparedWith,
    lineage: { startedAt, stages: stages.map((stage) => ({ ...stage, key: keyOf(stage.stage) })) },
    metrics,
    gates,
    decisions,
  };
}
