/** How a check tells its result, alone on the command line or as a part of `npm run ok`. */
import { fileURLToPath } from "node:url";

export const repositoryRoot = fileURLToPath(new URL("..", import.meta.url));

/** Looks at the repository in `root` and returns every problem, one sentence each. */
export type Check = (root: string) => Promise<readonly string[]> | readonly string[];

/** Runs `check` where `meta` belongs to the script that node was started with; exit 1 where there are problems. */
export async function runAsScript(check: Check, meta: ImportMeta): Promise<void> {
  if (!meta.main) return;
  const problems = await check(repositoryRoot);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
