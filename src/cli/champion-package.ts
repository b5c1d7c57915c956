/** The package that predict and trace use, and the past of the entities that it was made from. */
import { join } from "node:path";
import { AirworthyError } from "../core/error.ts";
import { findRun, requireVersion } from "../io/store/index.ts";
import { exists } from "../io/workspace.ts";
import { loadVersion } from "../pipeline/load-version.ts";
import type { LoadedPackage } from "../stages/6-package/index.ts";
import { type CommandContext, type Options, textOption } from "./command.ts";
import { type Project, withProject } from "./project.ts";

export interface ChosenPackage {
  readonly package: LoadedPackage;
  /** The clean.parquet of the version's run; null where it was deleted. */
  readonly history: string | null;
}

/** The champion, or the version that --model-version names; NOT_FOUND where there is none. */
export async function choosePackage(options: Options, context: CommandContext): Promise<ChosenPackage> {
  const which = readVersion(textOption(options, "modelVersion"));
  return await withProject(options, context, (project) => findPackage(project, which));
}

/** A version of an open project; NOT_FOUND where there is none. */
export async function findPackage(
  { definition, store, workspace }: Project,
  which: number | "champion",
): Promise<ChosenPackage> {
  const { version, run } = await requireVersion(store, definition.name, which);
  const loaded = await loadVersion(workspace, { model: definition.name, version });
  const { keys } = await findRun(store, run);
  const history = keys.clean === undefined ? null : join(workspace.snapshot(keys.clean), "clean.parquet");
  return { package: loaded, history: history !== null && (await exists(history)) ? history : null };
}

/** What --model-version says. */
export function readVersion(text: string | undefined): number | "champion" {
  if (text === undefined) return "champion";
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot use the version '${text}': wanted a whole number from 1 on.`,
  );
}
