import { AirworthyError } from "../core/error.ts";
import type { Workspace } from "../io/workspace.ts";
import { type LoadedPackage, loadPackage, trustedKey } from "../stages/6-package/index.ts";

/** The package of a version that answered once; PACKAGE_INVALID names the version where it is gone or damaged. */
export async function loggedPackage(
  workspace: Workspace,
  { model, version }: { readonly model: string; readonly version: number },
): Promise<LoadedPackage> {
  const key = await trustedKey(workspace.keyFile);
  try {
    return await loadPackage(
      workspace.versionDirectory(model, version),
      key === null ? {} : { trustedKey: key },
    );
  } catch (cause) {
    if (!(cause instanceof AirworthyError)) throw cause;
    throw new AirworthyError(
      cause.code,
      `Version ${version} of '${model}', which answered: ${cause.message}`,
      {
        cause,
        details: cause.details,
      },
    );
  }
}
