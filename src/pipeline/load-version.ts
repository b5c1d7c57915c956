import type { Workspace } from "../io/workspace.ts";
import { type LoadedPackage, loadPackage, trustedKey } from "../stages/6-package/live.ts";

export interface ModelVersion {
  readonly model: string;
  readonly version: number;
}

/** The package of a version, with the workspace's own key trusted where there is one; PACKAGE_INVALID. */
export async function loadVersion(
  workspace: Workspace,
  { model, version }: ModelVersion,
): Promise<LoadedPackage> {
  const key = await trustedKey(workspace.keyFile);
  const trust = key === null ? {} : { trustedKey: key };
  return await loadPackage(workspace.versionDirectory(model, version), trust);
}
