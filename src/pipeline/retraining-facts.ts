/** What says whether a retraining is due, read from the stores. */
import { type Definition, isQualityKind } from "../core/definition/index.ts";
import { countReports, listAlerts, listDecisions, listVersions, type Store } from "../io/store/index.ts";
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
  const alerts = await listAlerts(log, name);
  return {
    now,
    newestVersionAt: Math.max(0, ...versions.map(({ createdAt }) => createdAt)),
    decidedAt,
    newLabels: retrain?.newLabels == null ? 0 : await countReports(log, last), // a look through all of them
    firing: alerts
      .filter(({ monitor: own, state }) => ofQuality.has(own) && state.phase === "firing")
      .filter(({ state }) => (state.since ?? 0) > last)
      .map(({ monitor: own, subject }) => (subject === "" ? own : `${own} of ${subject}`)),
  };
}
