import { findVersion } from "../../io/store/index.ts";
import { keptPackage } from "./kept-package.ts";
import { readSpreads } from "./kept-spreads.ts";
import type { ViewedProject } from "./viewed-project.ts";

/** Loads what the overview and monitoring are made with, and the champion's package. */
export async function readyViews({ definition, store, workspace }: ViewedProject): Promise<void> {
  await Promise.all([
    readSpreads(workspace),
    import("./status-view.ts"),
    import("./history-view.ts"),
    import("./drift-view.ts"),
  ]);
  const champion = await findVersion(store, definition.name, "champion");
  if (champion === null) return;
  await keptPackage(workspace, { model: definition.name, version: champion.version });
}
