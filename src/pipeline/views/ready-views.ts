import { findVersion } from "../../io/store/index.ts";
import { keptPackage } from "./kept-package.ts";
import type { ViewedProject } from "./viewed-project.ts";

/** Loads what the overview and monitoring are made with, and the champion's package, which takes a third of a second where it has 200 features. */
export async function readyViews({ definition, store, workspace }: ViewedProject): Promise<void> {
  await Promise.all([import("./status-view.ts"), import("./history-view.ts"), import("./drift-view.ts")]);
  const champion = await findVersion(store, definition.name, "champion");
  if (champion === null) return;
  await keptPackage(workspace, { model: definition.name, version: champion.version });
}
