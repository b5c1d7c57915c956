/** Where a project's state lies (DESIGN §8): `.airworthy` beside the config. */
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { asideName, sweepAside } from "./aside.ts";
import { diskFailure, writeFileWhole } from "./files.ts";

export interface Workspace {
  readonly root: string;
  readonly storePath: string;
  readonly snapshots: string;
  /** The ed25519 key that signs packages. */
  readonly keyFile: string;
  /** What the drift of the pages was reckoned against, for the next process. */
  readonly spreads: string;
  /** Where this process's queries spill. */
  readonly spill: string;
  snapshot(key: string): string;
  /** The rows that stopped a run, as its stage set them aside. */
  rejected(run: string, stage: string): string;
  /** What was measured for the learn page of the runs whose validation has this key. */
  lesson(key: string): string;
  modelDirectory(name: string): string;
  versionDirectory(name: string, version: number): string;
}

/** The paths of the project in `projectDirectory`; touches nothing. */
export function workspaceOf(projectDirectory: string): Workspace {
  const root = join(projectDirectory, ".airworthy");
  const snapshots = join(root, "snapshots");
  const modelDirectory = (name: string) => join(root, "models", encodeURIComponent(name));
  return {
    root,
    storePath: join(root, "store.sqlite"),
    snapshots,
    keyFile: join(root, "signing-key.pem"),
    spreads: join(root, "drift-spreads.json"),
    spill: join(root, asideName("spill")),
    snapshot: (key) => join(snapshots, key),
    rejected: (run, stage) => join(root, "rejected", `${run}-${stage}.parquet`),
    lesson: (key) => join(root, "lessons", `${key}.json`),
    modelDirectory,
    versionDirectory: (name, version) => join(modelDirectory(name), String(version)),
  };
}

/** Makes the folders and removes what killed processes left half-written; DISK_UNUSABLE where that is refused. */
export async function prepareWorkspace(workspace: Workspace, name: string): Promise<void> {
  const { root, snapshots, modelDirectory } = workspace;
  try {
    await mkdir(snapshots, { recursive: true });
    await mkdir(modelDirectory(name), { recursive: true });
    for (const directory of [root, snapshots, modelDirectory(name), join(root, "rejected")])
      await sweepAside(directory);
  } catch (cause) {
    throw diskFailure(cause, root);
  }
  const ignore = join(root, ".gitignore");
  if (!(await exists(ignore))) await writeFileWhole(ignore, "*\n");
}

/** The greatest version number that has a directory; 0 where there is none. */
export async function greatestVersionOnDisk(workspace: Workspace, name: string): Promise<number> {
  const names = await readdir(workspace.modelDirectory(name));
  return Math.max(0, ...names.filter((entry) => /^\d+$/.test(entry)).map(Number));
}

export async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
