/** A replay as a library call: with an engine of its own, which spills beside the project. */
import type { Store } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import * as serve from "../stages/7-serve/index.ts";
import { loggedPackage } from "./logged-package.ts";
import { type PredictOptions, withEngine } from "./predict.ts";

export interface ReplayLogInput {
  readonly workspace: Workspace;
  /** The store with the log. */
  readonly store: Store;
}

export type ReplayLogOptions = serve.ReplayOptions & PredictOptions;

/** Replays the log with the packages of the workspace. */
export async function replay(
  { workspace, store }: ReplayLogInput,
  options: ReplayLogOptions = {},
): Promise<serve.Replay> {
  const packageOf = (model: string, version: number) => loggedPackage(workspace, { model, version });
  return await withEngine(options, (context) => serve.replay({ store, packageOf }, context, options), {
    temporaryDirectory: workspace.spill,
  });
}
