/** Calls of the library that load what they are made of when they are called: a config imports it for its words alone. */
import type { Definition } from "../core/definition/index.ts";
import type { RunOptions, RunResult } from "../pipeline.ts";
import type { LoadedPackage, LoadOptions } from "../stages/6-package/index.ts";

/**
 * Runs a pipeline from its source to a signed package; a gate that fails gives the status "failed", not an error.
 * Every error is an AirworthyError with a code; whatever happens, the run is recorded and the next one works.
 */
export async function run(definition: Definition, options: RunOptions = {}): Promise<RunResult> {
  return await (await import("../pipeline.ts")).run(definition, options);
}

/** Reads and verifies the package in `directory`; PACKAGE_INVALID names the file that was changed, is missing or too many. */
export async function loadPackage(directory: string, options: LoadOptions = {}): Promise<LoadedPackage> {
  return await (await import("../stages/6-package/live.ts")).loadPackage(directory, options);
}
