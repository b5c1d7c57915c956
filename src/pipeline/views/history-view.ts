import { listVersions, requireVersion } from "../../io/store/index.ts";
import { modelHistory } from "../model-history.ts";
import type { DriftViewOptions } from "./drift-view.ts";
import { keepReadings } from "./kept-readings.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface HistoryViewOptions extends DriftViewOptions {
  /** "" for all rows. */
  readonly slice: string;
}

/** Versions that a page offers; older ones have their address. */
const mostVersions = 50;

/** How a version fared, part by part, with the versions and slices that can be asked for. */
export async function historyView(
  { definition, store, log }: ViewedProject,
  { version: asked, slice, from, to }: HistoryViewOptions,
) {
  const { name: model, events } = definition;
  const { version } = await requireVersion(store, model, asked ?? "champion");
  const keep = await keepReadings(log, { model, version });
  const versions = (await listVersions(store, model, { limit: mostVersions })).map((one) => one.version);
  const history = await keep(["history", from, to, slice], () => {
    return modelHistory({ log, model, version, from, to, slice });
  });
  return { model, task: events.label.task, version, slice, versions, ...history };
}
