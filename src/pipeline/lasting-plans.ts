/** States that no window bounds: they are all that is left of an entity's past when its events go. */
import { looksBackForever } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { usualLatenessMs } from "../core/time.ts";
import { findVersion, predecessorOf, savedPlans } from "../io/store/index.ts";
import type { Manifest } from "../stages/6-package/index.ts";
import { type LiveModel, liveModel, statePlan } from "../stages/7-serve/index.ts";
import type { ModelVersion } from "./load-version.ts";
import { loggedPackage } from "./logged-package.ts";
import type { MonitorInput } from "./monitor-round.ts";

export interface LastingPlan {
  /** As states are saved under it. */
  readonly name: string;
  readonly model: LiveModel;
  readonly maxLatenessMicros: number;
}

/**
 * The plans of the versions that answer or may answer next (champion, challenger, and whom a rollback goes back to),
 * where a feature looks at all time or at a number of events: each as servers were told what comes too late.
 */
export async function lastingPlans({
  definition: { name },
  workspace,
  store,
  log,
}: MonitorInput): Promise<readonly LastingPlan[]> {
  const found = new Map<string, LastingPlan>();
  for (const version of await versionsThatAnswer({ store, name })) {
    const manifest = await manifestOf(workspace, { model: name, ...version });
    if (manifest === null || !looksBackForever(manifest.definition)) continue;
    const model = liveModel(manifest);
    const prefix = statePlan(model, 0).slice(0, -1);
    const told = (await savedPlans(log, prefix)).map((plan) => Number(plan.slice(prefix.length)));
    for (const maxLatenessMicros of new Set([usualLatenessMs * 1_000, ...told])) {
      const plan = statePlan(model, maxLatenessMicros);
      found.set(plan, { name: plan, model, maxLatenessMicros });
    }
  }
  return [...found.values()];
}

async function versionsThatAnswer({ store, name }: Pick<MonitorInput, "store"> & { readonly name: string }) {
  const [champion, challenger] = [
    await findVersion(store, name, "champion"),
    await findVersion(store, name, "challenger"),
  ];
  const before = champion === null ? null : await predecessorOf(store, name, champion.version);
  const others = [challenger?.version, before].filter((version) => version != null);
  return [
    ...(champion === null ? [] : [{ version: champion.version, isNeeded: true }]),
    ...others.map((version) => ({ version, isNeeded: false })),
  ];
}

/** Null where the package of a version that need not answer cannot be read: it cannot answer either. */
async function manifestOf(
  workspace: MonitorInput["workspace"],
  { isNeeded, ...which }: ModelVersion & { readonly isNeeded: boolean },
): Promise<Manifest | null> {
  try {
    return (await loggedPackage(workspace, which)).manifest;
  } catch (cause) {
    if (isNeeded || !(cause instanceof AirworthyError)) throw cause;
    return null;
  }
}
