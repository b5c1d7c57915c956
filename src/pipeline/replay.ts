/** A replay as a library call: with an engine of its own, which spills beside the project. */
import { openEngine } from "../io/engine.ts";
import type { Store } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import * as serve from "../stages/7-serve/index.ts";
import { loggedPackage } from "./logged-package.ts";

export interface ReplayLogInput {
  readonly workspace: Workspace;
  /** The store with the log. */
  readonly store: Store;
}

export interface ReplayLogOptions extends serve.ReplayOptions {
  readonly signal?: AbortSignal;
}

/** Replays the log with the packages of the workspace. */
export async function replay(
  { workspace, store }: ReplayLogInput,
  options: ReplayLogOptions = {},
): Promise<serve.Replay> {
  const { signal = new AbortController().signal } = options;
  using engine = await openEngine({ temporaryDirectory: workspace.spill });
  return await serve.replay(
    { store, packageOf: (model, version) => loggedPackage(workspace, { model, version }) },
    { engine, signal, now: Date.now, emit: () => {} },
    options,
  );
}
