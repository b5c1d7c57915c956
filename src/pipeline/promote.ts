/** Which version is the champion, changed by a person; running servers follow within a second. */
import { AirworthyError } from "../core/error.ts";
import type { Rollout } from "../core/rollout/index.ts";
import {
  changeAlias,
  endRolloutIn,
  predecessorOf,
  type RolloutEnd,
  requireVersion,
  type Store,
} from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { openPool, servedModelOf } from "../stages/7-serve/index.ts";
import { loadVersion } from "./load-version.ts";

export interface Registry {
  readonly store: Store;
  readonly workspace: Workspace;
  /** Of the pipeline. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Promoted {
  readonly version: number;
  /** The champion until now, maybe the same; null where there was none. */
  readonly before: number | null;
}

export interface PromoteOptions {
  readonly version: number;
  readonly force?: boolean;
  /** That led here: it ends with the promotion, or there is none. */
  readonly rollout?: { readonly rollout: Rollout; readonly end: Omit<RolloutEnd, "state"> };
}

/**
 * Makes `version` the champion, once its package verifies and answers its own example; PACKAGE_INVALID where it does
 * not, PROMOTION_REFUSED where it failed its gates and `force` is not given.
 */
export async function promote(
  registry: Registry,
  { version, force = false, rollout }: PromoteOptions,
): Promise<Promoted> {
  const { passed } = await requireVersion(registry.store, registry.name, version);
  if (!passed && !force) {
    throw new AirworthyError(
      "PROMOTION_REFUSED",
      `Cannot promote version ${version}: it failed its gates; wanted a version that passed, or --force.`,
    );
  }
  if (rollout !== undefined) return await change(registry, { version, by: "rollout", rollout });
  return await change(registry, { version, by: "promote" });
}

/** Makes the version that was champion before the present one champion again; NOT_FOUND where there was none. */
export async function rollback(registry: Registry): Promise<Promoted> {
  const { store, name } = registry;
  const { version } = await requireVersion(store, name, "champion");
  const before = await predecessorOf(store, name, version);
  if (before !== null) return await change(registry, { version: before, by: "rollback", expected: version });
  throw new AirworthyError(
    "NOT_FOUND",
    `Cannot roll back: there was no champion of '${name}' before version ${version}.`,
  );
}

interface Change extends Pick<PromoteOptions, "rollout"> {
  readonly version: number;
  readonly by: "promote" | "rollback" | "rollout";
  /** The champion that it is to replace; whichever it is unless told. */
  readonly expected?: number;
}

async function change(
  { store, workspace, name, now }: Registry,
  { version, by, rollout, expected = rollout?.rollout.champion }: Change,
): Promise<Promoted> {
  await prove(workspace, name, version);
  let before: number | null = version; // stays where the version is the champion already
  const choose = (champion: number | null) => {
    if (expected !== undefined && champion !== expected) {
      const what = by === "rollback" ? "roll back" : `promote version ${version}`;
      throw new AirworthyError(
        "PROMOTION_REFUSED",
        `Cannot ${what}: version ${champion} has become the champion meanwhile.`,
      );
    }
    before = champion;
    return "champion" as const;
  };
  const within = async (tx: Parameters<typeof endRolloutIn>[0]) => {
    if (rollout === undefined) return;
    if (await endRolloutIn(tx, rollout.rollout, { ...rollout.end, state: "promoted" })) return;
    throw new AirworthyError(
      "PROMOTION_REFUSED",
      `Cannot promote version ${version}: its rollout has ended.`,
    );
  };
  await changeAlias(store, { name, version, now, choose, by, within });
  return { version, before };
}

/** What a server asks of a package before it serves it. */
async function prove(workspace: Workspace, model: string, version: number): Promise<void> {
  const loaded = await loadVersion(workspace, { model, version });
  await (await openPool(servedModelOf(loaded), { maxBatchRows: 1 })).stop();
}
