import type { Session } from "../../api/schema.gen.ts";
import type { Need } from "../../pages.ts";

/** The first that is missing; null where nothing is, or nobody can tell. */
export function missingOf(need: Need, session: Session | undefined): Need | null {
  if (session === undefined || session.signIn === "needed") return null;
  const { project } = session;
  if (project === null) return "project";
  if (need === "champion" && !project.hasChampion) return project.hasRun ? "champion" : "run";
  return need === "run" && !project.hasRun ? "run" : null;
}
