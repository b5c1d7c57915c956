import type { SubjectDrift } from "../../../stages/8-monitor/index.ts";
import { queryOf, wholeNumber } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { driftSchema } from "./schema/drift.ts";

const querySchema = spanSchema.extend({
  version: wholeNumber(1, 1e9).optional().meta({ description: "The champion unless told." }),
});

/** What drift is measured by, loaded when a page asks. */
async function loadDrift() {
  const [{ requireVersion }, { driftOptionsOf }, { loadVersion }, monitor] = await Promise.all([
    import("../../../io/store/index.ts"),
    import("../../../pipeline/drift.ts"),
    import("../../../pipeline/load-version.ts"),
    import("../../../stages/8-monitor/index.ts"),
  ]);
  const { driftOfProfiles, readWindow } = monitor;
  return { requireVersion, driftOptionsOf, loadVersion, driftOfProfiles, readWindow };
}

export const driftRoute: Route = {
  method: "GET",
  paths: ["/api/drift"],
  scope: "admin",
  summary: "How the rows that a version predicted differ from those it was made from: airworthy drift",
  parameters: querySchema,
  reply: driftSchema,
  async handle(call, context) {
    const { version: asked, ...span } = queryOf(call, querySchema);
    const { definition, store, log, workspace } = await requireProject(context);
    const { name: model } = definition;
    const { driftOfProfiles, driftOptionsOf, loadVersion, readWindow, requireVersion } = await loadDrift();
    const { version } = await requireVersion(store, model, asked ?? "champion");
    const loaded = await loadVersion(workspace, { model, version });
    const window = spanOf(span);
    const kinds = ["number", "category", "opaque"] as const;
    const profiles = await readWindow(log, { model, version, ...window }, { kinds });
    const report = driftOfProfiles(loaded, profiles, driftOptionsOf(loaded));
    const { rows, leastCount, referenceWindows, counts } = report;
    const subjects = report.subjects.map(inReply);
    return { body: { model, version, window, rows, leastCount, referenceWindows, counts, subjects } };
  },
};

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
