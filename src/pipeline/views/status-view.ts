import { AirworthyError } from "../../core/error.ts";
import { listSilences } from "../../io/store/index.ts";
import { isLoud, type ListedAlert, listedAlert, sortAlerts } from "../list-alerts.ts";
import { type Status, status } from "../status.ts";
import { keptPackage } from "./kept-package.ts";
import { keepReadings } from "./kept-readings.ts";
import type { ViewedProject } from "./viewed-project.ts";

/** [from, to), epoch milliseconds. */
export interface ViewSpan {
  readonly from: number;
  readonly to: number;
}

export interface StatusView extends Omit<Status, "alerts" | "drift"> {
  /** Those that are worth a line, the ones that need somebody first. */
  readonly alerts: readonly ListedAlert[];
  readonly drift: ReturnType<typeof inLines>;
}

/** How the champion fares over a span; NOT_FOUND where there is none. */
export async function statusView(project: ViewedProject, span: ViewSpan): Promise<StatusView> {
  const { definition, workspace, log } = project;
  const { name: model } = definition;
  const packageOf = (version: number) => keptPackage(workspace, { model, version });
  const found = await status({
    ...project,
    packageOf,
    now: span.to,
    overMs: span.to - span.from,
    keepFor: (version) => keepReadings(log, { model, version }),
  });
  if (found === null)
    throw new AirworthyError("NOT_FOUND", `'${model}' has no champion yet; airworthy run makes one.`);
  const silences = await listSilences(log, { model, now: Date.now() });
  const alerts = sortAlerts(found.alerts.map((alert) => listedAlert(alert, silences))).filter(isLoud);
  return { ...found, alerts, drift: inLines(found.drift) };
}

/** Without the histograms: those are asked for where they are shown. */
function inLines(drift: Status["drift"]) {
  if (drift === null) return null;
  const { rows, leastCount, counts } = drift;
  const subjects = drift.subjects.map(({ name, state, sentence, importance }) => {
    return { name, state, sentence, importance };
  });
  return { rows, leastCount, counts, subjects };
}
