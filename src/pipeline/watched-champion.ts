/** The champion with the rows that it learned from and was measured on, as far as they are there. */
import { join } from "node:path";
import { findRun, findVersion } from "../io/store/index.ts";
import { exists } from "../io/workspace.ts";
import type { WatchedChampion } from "../stages/9-retrain/index.ts";
import { findReference, type ReferenceOptions } from "./champion.ts";

/** Null where there is none, where it cannot answer rows of today, or its rows are gone. */
export async function watchedChampion(
  options: Omit<ReferenceOptions, "trainKey">,
): Promise<WatchedChampion | null> {
  const { definition, store, workspace } = options;
  const { model: found } = await findReference({ ...options, trainKey: "" }); // no model is trained yet
  if (found === null) return null;
  const { version, model, threshold } = found;
  const record = await findVersion(store, definition.name, version);
  if (record === null) return null;
  const { keys } = await findRun(store, record.run);
  const directory = workspace.snapshot(keys.split ?? "");
  const learnedFrom = join(workspace.snapshot(keys.feedback ?? keys.collect ?? ""), "raw.parquet");
  const [train, validation] = [join(directory, "train.parquet"), join(directory, "validation.parquet")];
  const isThere = (await exists(train)) && (await exists(validation)) && (await exists(model));
  const raw = (await exists(learnedFrom)) ? learnedFrom : null;
  return isThere ? { version, model, threshold, train, validation, raw } : null;
}
