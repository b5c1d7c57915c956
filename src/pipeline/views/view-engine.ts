import type { Engine } from "../../io/engine.ts";
import type { Workspace } from "../../io/workspace.ts";
import { withEngine } from "../predict.ts";

/** One thread and little memory: what a page asks must not take the machine from what is served. */
export const gentle = { threads: 1, memoryLimitBytes: 1024 ** 3 };

/** `work` with an engine for what a page shows. */
export async function withViewEngine<T>(
  { spill: temporaryDirectory }: Pick<Workspace, "spill">,
  work: (engine: Engine) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  return await withEngine({ signal }, ({ engine }) => work(engine), { ...gentle, temporaryDirectory });
}
