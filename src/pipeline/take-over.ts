/** What a person does to the champion, from the command line or a page: a rollout that is on its way ends with it. */
import type { Rollout } from "../core/rollout/index.ts";
import { type Promoted, promote, rollback } from "./promote.ts";
import { cancelRollout, type RolloutProject } from "./rollout.ts";

export interface TakenOver extends Promoted {
  /** The rollout that ended with it; null where none was on its way. */
  readonly rollout: Rollout | null;
}

export interface PromoteNowOptions {
  readonly version: number;
  readonly force: boolean;
  readonly by: string;
}

/** Makes `version` the champion at once; errors of {@link promote}. */
export async function promoteNow(
  project: RolloutProject,
  { version, force, by }: PromoteNowOptions,
): Promise<TakenOver> {
  const promoted = await promote({ ...project, name: project.definition.name }, { version, force });
  const reason = `Version ${version} was promoted by ${by}.`;
  return { ...promoted, rollout: await cancelRollout(project, { reason }) };
}

/** Takes a running rollout back; without one, makes the champion before the present one champion again. NOT_FOUND. */
export async function takeBack(
  project: RolloutProject,
  { by }: Pick<PromoteNowOptions, "by">,
): Promise<TakenOver> {
  const rollout = await cancelRollout(project, { reason: `Taken back by ${by}.` });
  if (rollout !== null) return { version: rollout.champion, before: rollout.champion, rollout };
  return { ...(await rollback({ ...project, name: project.definition.name })), rollout };
}
