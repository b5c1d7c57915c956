/** What commands on a project share: its config, workspace and store. */
import type { Definition } from "../core/definition/index.ts";
import { loadConfig } from "../io/load-config.ts";
import { openStore, type Store } from "../io/store/open-store.ts";
import { type Workspace, workspaceOf } from "../io/workspace.ts";
import type { CommandContext, Options } from "./command.ts";

export interface Project {
  readonly definition: Definition;
  /** The config's folder. */
  readonly projectDirectory: string;
  readonly workspace: Workspace;
  readonly store: Store;
}

/** Opens the project of the config that is meant, for as long as `work` takes. */
export async function withProject<T>(
  { config }: Options,
  { directory }: CommandContext,
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const { definition, projectDirectory } = await loadConfig({ directory, path: config });
  const workspace = workspaceOf(projectDirectory);
  await using store = await openStore(workspace.storePath);
  return await work({ definition, projectDirectory, workspace, store });
}
