/** What says whether a retraining is due, read from the stores. */
import { type Definition, isQualityKind } from "../core/definition/index.ts";
import {
  alertHistory,
  countReports,
  listAlerts,
  listDecisions,
  listVersions,
  type Store,
} from "../io/store/index.ts";
import type { RetrainingFacts } from "../stages/9-retrain/index.ts";

export interface RetrainingFactsInput {
  readonly definition: Definition;
  /** The project's store. */
  readonly store: Store;
  /** Where the event log and the alerts are; may be the same. */
  readonly log: Store;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The facts as they are now. */
export async function retrainingFacts({
  definition: { name, monitor, retrain },
  store,
  log,
  now,
}: RetrainingFactsInput): Promise<RetrainingFacts> {
  const decidedAt = (await listDecisions(store, name)).map(({ at }) => at);
  const last = Math.max(0, ...decidedAt);
  const versions = await listVersions(store, name);
  const ofQuality = new Set(monitor.filter(({ kind }) => isQualityKind(kind)).map((one) => one.name));
  const firing: string[] = [];
  for (const { id, monitor: own, subject, state } of await listAlerts(log, name))
    if (ofQuality.has(own) && state.phase === "firing" && (await firedAt(log, id)) > last)
      firing.push(subject === "" ? own : `${own} of ${subject}`);
  return {
    now,
    newestVersionAt: Math.max(0, ...versions.map(({ createdAt }) => createdAt)),
    decidedAt,
    newLabels: retrain?.newLabels == null ? 0 : await countReports(log, last), // a look through all of them
    firing,
  };
}

/** When it last began to fire, by the clock: the window that it was seen in may have ended days before, where labels come late. */
async function firedAt(log: Store, alert: string): Promise<number> {
  const history = await alertHistory(log, alert);
  return history.findLast(({ change }) => change === "firing" || change === "again")?.recordedAt ?? 0;
}
