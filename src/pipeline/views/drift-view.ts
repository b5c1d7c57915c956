import { requireVersion } from "../../io/store/index.ts";
import { driftOfProfiles, readWindow, type SubjectDrift } from "../../stages/8-monitor/live.ts";
import { driftOptionsOf } from "../drift-options.ts";
import { keptPackage } from "./kept-package.ts";
import { keepReadings } from "./kept-readings.ts";
import type { ViewSpan } from "./status-view.ts";
import type { ViewedProject } from "./viewed-project.ts";

export interface DriftViewOptions extends ViewSpan {
  /** The champion unless told. */
  readonly version?: number | undefined;
}

/** How the rows that a version predicted differ from those it was made from, with the bins of both. */
export async function driftView(
  { definition, store, log, workspace }: ViewedProject,
  { version: asked, from, to }: DriftViewOptions,
) {
  const { name: model } = definition;
  const { version } = await requireVersion(store, model, asked ?? "champion");
  const loaded = await keptPackage(workspace, { model, version });
  const keep = await keepReadings(log, { model, version });
  const window = { from, to };
  const report = await keep(["drift by the monitors' thresholds", window], async () => {
    const profiles = await keep(["window", window], () => {
      return readWindow(log, { model, version, ...window }, { numbers: "counts" });
    });
    return driftOfProfiles(loaded, profiles, driftOptionsOf(loaded));
  });
  const { rows, leastCount, referenceWindows, counts } = report;
  const subjects = report.subjects.map(inReply);
  return { model, version, window, rows, leastCount, referenceWindows, counts, subjects };
}

function inReply({ profile, values, baseline, window, ...subject }: SubjectDrift) {
  const { name, role, state, sentence, importance, impact } = subject;
  return {
    ...{ name, role, state, sentence, importance, impact },
    distance: values?.distance ?? null,
    threshold: values?.threshold ?? null,
    bins: binsOf(profile),
    baseline,
    window,
  };
}

function binsOf(profile: SubjectDrift["profile"]) {
  if (profile.kind === "number") return { kind: "edges", edges: profile.bins.edges };
  if (profile.kind === "category")
    return { kind: "values", values: profile.values.map(({ value }) => value) };
  return null;
}
