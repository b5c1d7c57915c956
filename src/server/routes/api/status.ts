import { AirworthyError } from "../../../core/error.ts";
import type { Status } from "../../../pipeline/status.ts";
import { queryOf } from "../../query.ts";
import { requireProject } from "../../require-project.ts";
import type { Route } from "../../route.ts";
import { spanOf, spanSchema } from "./schema/common.ts";
import { statusSchema } from "./schema/status.ts";

export const statusRoute: Route = {
  method: "GET",
  paths: ["/api/status"],
  scope: "admin",
  summary: "How the champion fares over a span of time: airworthy status",
  parameters: spanSchema,
  reply: statusSchema,
  async handle(call, context) {
    const span = spanOf(queryOf(call, spanSchema));
    const { definition, store, log, workspace } = await requireProject(context);
    const { name: model } = definition;
    const { listSilences } = await import("../../../io/store/index.ts");
    const { isLoud, listedAlert, sortAlerts } = await import("../../../pipeline/list-alerts.ts");
    const { loadVersion } = await import("../../../pipeline/load-version.ts");
    const { status } = await import("../../../pipeline/status.ts");
    const packageOf = (version: number) => loadVersion(workspace, { model, version });
    const input = { definition, store, log, packageOf, now: span.to, overMs: span.to - span.from };
    const found = await status(input);
    if (found === null)
      throw new AirworthyError("NOT_FOUND", `'${model}' has no champion yet; airworthy run makes one.`);
    const silences = await listSilences(log, { model, now: Date.now() });
    const alerts = sortAlerts(found.alerts.map((alert) => listedAlert(alert, silences))).filter(isLoud);
    return { body: { ...found, alerts, drift: inLines(found.drift) } };
  },
};

/** Without the histograms: those are asked for where they are shown. */
function inLines(drift: Status["drift"]) {
  if (drift === null) return null;
  const { rows, leastCount, counts } = drift;
  const subjects = drift.subjects.map(({ name, state, sentence, importance }) => {
    return { name, state, sentence, importance };
  });
  return { rows, leastCount, counts, subjects };
}
