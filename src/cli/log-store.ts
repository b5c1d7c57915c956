/** Where the event log is: the project's own store, or the one that --store names. */
import { resolve } from "node:path";
import { AirworthyError } from "../core/error.ts";
import { isPostgres } from "../io/store/location.ts";
import { openStore, type Store } from "../io/store/open-store.ts";
import { exists } from "../io/workspace.ts";
import type { CommandContext, Options } from "./command.ts";
import { textOption } from "./command.ts";
import { type Project, withProject } from "./project.ts";

export interface ProjectWithLog extends Project {
  readonly log: Store;
}

/** The path or postgres:// address of the project's log. */
export function logLocation(
  options: Options,
  context: CommandContext,
  { workspace }: Pick<Project, "workspace">,
): string {
  const location = textOption(options, "store");
  if (location === undefined) return workspace.storePath;
  return isPostgres(location) ? location : resolve(context.directory, location);
}

/** As {@link logLocation}, of what reads a log that a server makes: NOT_FOUND where --store names no file that is there. */
export async function knownLog(
  options: Options,
  context: CommandContext,
  project: Pick<Project, "workspace">,
): Promise<string> {
  const place = logLocation(options, context, project);
  if (place !== project.workspace.storePath && !isPostgres(place) && !(await exists(place)))
    throw new AirworthyError("NOT_FOUND", `There is no event log at ${place}.`);
  return place;
}

/** Opens the project and its log, for as long as `work` takes; NOT_FOUND where no file is. */
export async function withLog<T>(
  options: Options,
  context: CommandContext,
  work: (project: ProjectWithLog) => Promise<T>,
): Promise<T> {
  return await withProject(options, context, async (project) => {
    const place = await knownLog(options, context, project);
    if (place === project.workspace.storePath) return await work({ ...project, log: project.store });
    await using log = await openStore(place);
    return await work({ ...project, log });
  });
}
