/** Drift as a library call: of a file, or of what servers were asked lately. */
import type { WindowOf } from "../core/profile/index.ts";
import type { Store } from "../io/store/index.ts";
import { rollUpState } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import * as monitor from "../stages/8-monitor/index.ts";
import { loggedPackage } from "./logged-package.ts";
import { type PredictOptions, withEngine } from "./predict.ts";

export type DriftOptions = PredictOptions & monitor.DriftReportOptions;

/** How a file of raw events differs from the rows that a package was made from. Errors of collect and clean. */
export async function driftOfFile(
  input: monitor.DriftOfFileInput,
  options: DriftOptions = {},
): Promise<monitor.DriftOfFile> {
  return await withEngine(options, (context) => monitor.driftOfFile(input, options, context));
}

export interface DriftOfWindowInput {
  readonly workspace: Workspace;
  /** The store with the log. */
  readonly store: Store;
  readonly package: LoadedPackage;
  /** The length of the window that ends now, in milliseconds. */
  readonly overMs: number;
}

export interface DriftOfWindow {
  readonly report: monitor.DriftReport;
  /** It ends with the last minute that has ended, or a little before, where a server keeps the profiles. */
  readonly window: WindowOf;
}

/** Profiles that are this fresh are a server's work, and taken as they are. */
const freshMs = 5 * 60_000;

/** How the rows that a version predicted lately differ from those that it was made from. */
export async function driftOfWindow(
  { workspace, store, package: loaded, overMs }: DriftOfWindowInput,
  options: DriftOptions = {},
): Promise<DriftOfWindow> {
  const { rolledTo } = await rollUpState(store);
  const packageOf = (model: string, version: number) => loggedPackage(workspace, { model, version });
  const to =
    Date.now() - rolledTo < freshMs
      ? rolledTo
      : await withEngine(
          options,
          async (context) => (await monitor.rollUp({ store, packageOf }, context)).rolledTo,
          { temporaryDirectory: workspace.spill },
        );
  const { name: model, version } = loaded.manifest;
  const window = { model, version, from: to - overMs, to };
  const profiles = await monitor.readWindow(store, window, { kinds: ["number", "category", "opaque"] });
  return { report: monitor.driftOfProfiles(loaded, profiles, options), window };
}
