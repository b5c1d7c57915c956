import { AirworthyError } from "../core/error.ts";
import type { ServedProject } from "./project.ts";
import type { ServerContext } from "./route.ts";

/** The project; NOT_FOUND where the server was started without one. */
export async function requireProject({ project }: Pick<ServerContext, "project">): Promise<ServedProject> {
  if (project !== null) return await project();
  throw new AirworthyError("NOT_FOUND", "This server has no project to show: it answers for a model alone.");
}
