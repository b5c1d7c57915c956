/** Packages that were opened lately: to verify and read one takes a third of a second where it has 200 features. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Workspace } from "../../io/workspace.ts";
import type { LoadedPackage } from "../../stages/6-package/index.ts";
import { loadVersion, type ModelVersion } from "../load-version.ts";

interface KeptPackage {
  /** Of its files, as they were when it was verified. */
  readonly stamp: string;
  readonly loaded: Promise<LoadedPackage>;
}

const most = 2;
const kept = new Map<string, KeptPackage>();

/** The verified package of a version; it is verified anew where one of its files has changed. PACKAGE_INVALID. */
export async function keptPackage(workspace: Workspace, which: ModelVersion): Promise<LoadedPackage> {
  const directory = workspace.versionDirectory(which.model, which.version);
  const stamp = await stampOf(directory);
  const found = kept.get(directory);
  if (found?.stamp === stamp && stamp !== "") return await found.loaded;
  const loaded = loadVersion(workspace, which);
  kept.delete(directory);
  kept.set(directory, { stamp, loaded });
  loaded.catch(() => kept.delete(directory));
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return await loaded;
}

/** Of each file its name, length and when it was changed; "" where they cannot be looked at. */
async function stampOf(directory: string): Promise<string> {
  try {
    const names = await readdir(directory);
    const files = await Promise.all(
      names.sort().map(async (name) => {
        const { size, mtimeMs, ctimeMs } = await stat(join(directory, name));
        return [name, size, mtimeMs, ctimeMs];
      }),
    );
    return JSON.stringify(files);
  } catch {
    return ""; // whoever opens it says why
  }
}
