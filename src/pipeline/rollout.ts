/** A rollout, begun and ended by a person or by retraining; servers follow within a second. */
import { type Definition, type RolloutDefinition, resolveRollout } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { type Rollout, type RolloutMode, type RolloutPlace, rolloutStart } from "../core/rollout/index.ts";
import { findMisfits } from "../core/rollout/misfits.ts";
import { endRollout, requireVersion, runningRollout, type Store, startRollout } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { openPool, servedModelOf } from "../stages/7-serve/index.ts";
import { loadVersion } from "./load-version.ts";

export interface RolloutProject {
  readonly definition: Definition;
  /** With the registry. */
  readonly store: Store;
  readonly workspace: Workspace;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface BeginOptions {
  readonly version: number;
  readonly mode: RolloutMode;
  /** The share of entities that the canary begins with; the plan's first unless told. */
  readonly share?: number;
  /** Although it failed its gates. */
  readonly force?: boolean;
  /** Who begins it. */
  readonly by: string;
}

/**
 * Begins a rollout of `version` by the definition's plan. PROMOTION_REFUSED where it failed its gates and `force` is not
 * given, ROLLOUT_REFUSED where it cannot be honoured: it is the champion, or another is on its way, or its label or keys
 * are not the champion's; PACKAGE_INVALID where its package does not answer its own example.
 */
export async function beginRollout(
  { definition, store, workspace, now }: RolloutProject,
  { version, mode, share, force = false, by }: BeginOptions,
): Promise<Rollout> {
  const { name: model } = definition;
  const { passed } = await requireVersion(store, model, version);
  const { version: champion } = await requireVersion(store, model, "champion");
  if (!passed && !force)
    throw new AirworthyError(
      "PROMOTION_REFUSED",
      `Cannot roll version ${version} out: it failed its gates; wanted a version that passed, or --force.`,
    );
  if (version === champion) throw refused(version, "it is the champion already");
  const [challenger, theirs] = await Promise.all(
    [version, champion].map((one) => loadVersion(workspace, { model, version: one })),
  );
  if (challenger === undefined || theirs === undefined) throw new Error("two versions are loaded");
  const misfits = findMisfits(theirs.manifest.definition, challenger.manifest.definition);
  if (misfits.length > 0) throw refused(version, misfits.join("; "));
  await (await openPool(servedModelOf(challenger), { maxBatchRows: 1 })).stop();
  const plan = planFrom(rolloutPlanOf(definition), share, version);
  const place: RolloutPlace = rolloutStart(plan, mode);
  const reason = `Begun by ${by}${passed ? "" : ", although it failed its gates"}.`;
  return await startRollout(store, { model, version, champion, plan, by, reason, now, ...place });
}

/** The plan of a rollout that is begun now. */
export function rolloutPlanOf({ rollout, events }: Definition): RolloutDefinition {
  return rollout ?? resolveRollout({}, events.label.task);
}

/** With `share`, that step first and then the plan's greater ones. */
function planFrom(plan: RolloutDefinition, share: number | undefined, version: number): RolloutDefinition {
  if (share === undefined) return plan;
  if (!(share > 0 && share <= 1))
    throw refused(version, `a canary of ${100 * share}% has no meaning; wanted more than 0%, up to 100%`);
  const { canary } = plan;
  return { ...plan, canary: { ...canary, steps: [share, ...canary.steps.filter((step) => step > share)] } };
}

function refused(version: number, why: string): AirworthyError {
  return new AirworthyError("ROLLOUT_REFUSED", `Cannot roll version ${version} out: ${why}.`);
}

export interface CancelOptions {
  readonly reason: string;
}

/** Ends the running rollout, whose entities the champion answers from then on; null where none is running. */
export async function cancelRollout(
  { definition, store, now }: Pick<RolloutProject, "definition" | "store" | "now">,
  { reason }: CancelOptions,
): Promise<Rollout | null> {
  for (;;) {
    const rollout = await runningRollout(store, definition.name);
    if (rollout === null) return null;
    const isDone = await endRollout(store, rollout, { state: "cancelled", reason, now, checks: [] });
    if (isDone) return { ...rollout, state: "cancelled", reason, endedAt: now };
  }
}
