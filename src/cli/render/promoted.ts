import type { Promoted } from "../../pipeline/promote.ts";

/** What a change of the champion came to. */
export function renderPromoted({ version, before }: Promoted): string {
  if (before === version) return `Version ${version} is the champion already.\n`;
  const instead = before === null ? "" : `, in the place of version ${before}`;
  return `Version ${version} is the champion now${instead}; running servers follow within a second.\n`;
}
