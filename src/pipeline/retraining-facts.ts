/** What says whether a retraining is due, read from the stores. */
import { type Definition, isQualityKind } from "../core/definition/index.ts";
import {
  countReports,
  decidedSince,
  lastFiring,
  listAlerts,
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

/** How far back the limit a day looks. */
const dayMs = 86_400_000;

/** The facts as they are now; of what was decided before the last day the newest alone. */
export async function retrainingFacts({
  definition: { name, monitor, retrain },
  store,
  log,
  now,
}: RetrainingFactsInput): Promise<RetrainingFacts> {
  const decidedAt = await decidedSince(store, name, now - dayMs);
  const last = Math.max(0, ...decidedAt);
  const [newest] = await listVersions(store, name, { limit: 1 });
  const ofQuality = new Set(monitor.filter(({ kind }) => isQualityKind(kind)).map((one) => one.name));
  const firing: string[] = [];
  for (const { id, monitor: own, subject, state } of await listAlerts(log, name))
    if (ofQuality.has(own) && state.phase === "firing" && (await lastFiring(log, id)) > last)
      firing.push(subject === "" ? own : `${own} of ${subject}`);
  return {
    now,
    newestVersionAt: newest?.createdAt ?? 0,
    decidedAt,
    newLabels: retrain?.newLabels == null ? 0 : await countReports(log, last), // a look through all of them
    firing,
  };
}
