import { AirworthyError } from "../core/error.ts";
import type { Workspace } from "../io/workspace.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import { loadVersion, type ModelVersion } from "./load-version.ts";

/** The package of a version that answered once; PACKAGE_INVALID names the version where it is gone or damaged. */
export async function loggedPackage(workspace: Workspace, which: ModelVersion): Promise<LoadedPackage> {
  try {
    return await loadVersion(workspace, which);
  } catch (cause) {
    if (!(cause instanceof AirworthyError)) throw cause;
    const { code, message, details } = cause;
    const { model, version } = which;
    throw new AirworthyError(code, `Version ${version} of '${model}', which answered: ${message}`, {
      cause,
      details,
    });
  }
}
