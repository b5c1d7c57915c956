/** The queue of predictions worth a label, and the contradictions, each with what a person needs to judge it. */
import { requireVersion } from "../../io/store/index.ts";
import type { LoadedPackage } from "../../stages/6-package/index.ts";
import type { LabellingQueue } from "../../stages/8-monitor/index.ts";
import { contradictions, type ListedContradiction, labelQueue } from "../labelling.ts";
import { loadVersion } from "../load-version.ts";
import { type JudgedPrediction, judgedPredictions } from "./judged-prediction.ts";
import { keptView } from "./kept-views.ts";
import { type LabelTarget, labelTarget } from "./label-target.ts";
import { gentle } from "./view-engine.ts";
import type { ViewedProject } from "./viewed-project.ts";

/** Of the version whose rules a label must keep: the champion. NOT_FOUND where there is none. */
export async function labellingPackage({
  definition,
  store,
  workspace,
}: Pick<ViewedProject, "definition" | "store" | "workspace">): Promise<
  Pick<LoadedPackage, "manifest" | "baseline">
> {
  const { name: model } = definition;
  const { version } = await requireVersion(store, model, "champion");
  return await keptView(`label ${workspace.versionDirectory(model, version)}`, async () => {
    const { manifest, baseline } = await loadVersion(workspace, { model, version });
    return { manifest, baseline };
  });
}

export interface LabelQueueView extends Omit<LabellingQueue, "items"> {
  readonly target: LabelTarget;
  readonly items: readonly (Omit<LabellingQueue["items"][number], "inputs"> & JudgedPrediction)[];
}

export interface LabelQueueAsked {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly limit: number;
  readonly sinceMs?: number | undefined;
}

/** What `airworthy feedback queue` tells, with what was sent; NOT_FOUND. */
export async function labelQueueView(
  project: ViewedProject,
  { now, limit, sinceMs }: LabelQueueAsked,
): Promise<LabelQueueView> {
  const { definition, log } = project;
  const loaded = await labellingPackage(project);
  const span = sinceMs === undefined ? {} : { sinceMs };
  const queue = await labelQueue({ log, package: loaded, now, limit, ...span }, {}, gentle);
  const ids = queue.items.map(({ predictionId }) => predictionId);
  const judged = await judgedPredictions(log, definition, ids);
  const items = queue.items.flatMap(({ inputs: _, ...item }) => {
    const own = judged.get(item.predictionId);
    return own === undefined ? [] : [{ ...item, ...own }]; // erased while it was looked at
  });
  return { ...queue, target: labelTarget(loaded.manifest), items };
}

export interface ContradictionView extends ListedContradiction {
  /** Null where no such prediction was logged. */
  readonly judged: JudgedPrediction | null;
}

export interface ContradictionsView {
  readonly target: LabelTarget;
  readonly contradictions: readonly ContradictionView[];
  readonly cursor: number | null;
}

export interface ContradictionsAsked {
  readonly limit: number;
  readonly cursor?: number | undefined;
}

/** What `airworthy feedback contradictions` tells, with what was sent; NOT_FOUND where there is no champion. */
export async function contradictionsView(
  project: ViewedProject,
  { limit, cursor }: ContradictionsAsked,
): Promise<ContradictionsView> {
  const { definition, log } = project;
  const { manifest } = await labellingPackage(project);
  const from = cursor === undefined ? {} : { cursor };
  const page = await contradictions({ definition, log, limit, ...from });
  const ids = page.contradictions.flatMap(({ predictionId }) => predictionId ?? []);
  const judged = await judgedPredictions(log, definition, ids);
  return {
    target: labelTarget(manifest),
    cursor: page.cursor,
    contradictions: page.contradictions.map((own) => ({
      ...own,
      judged: judged.get(own.predictionId ?? "") ?? null,
    })),
  };
}
