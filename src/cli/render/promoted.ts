import type { Rollout } from "../../core/rollout/index.ts";
import type { Promoted } from "../../pipeline/promote.ts";
import { flow } from "./style.ts";

/** What a change of the champion came to, and which rollout it ended. */
export function renderPromoted({ version, before }: Promoted, ended: Rollout | null = null): string {
  const rollout = ended === null ? "" : `The rollout of version ${ended.version} has ended with it.\n`;
  if (before === version) return `Version ${version} is the champion already.\n${rollout}`;
  const instead = before === null ? "" : `, in the place of version ${before}`;
  return flow(
    `Version ${version} is the champion now${instead}; running servers follow within a second.\n${rollout}`,
  );
}
