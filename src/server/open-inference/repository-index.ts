import type { ServerContext } from "../route.ts";

export interface IndexedModel {
  readonly name: string;
  readonly version: string;
  readonly state: "READY" | "UNAVAILABLE";
  readonly reason: string;
}

/** What Triton's clients see of the repository: the version that serves; none unless it is ready where `onlyReady`. */
export function repositoryIndex(
  { host: { serving, ready } }: Pick<ServerContext, "host">,
  onlyReady: boolean,
): IndexedModel[] {
  if (serving === null || (onlyReady && !ready)) return [];
  const { name, version } = serving.model;
  const state = ready ? "READY" : "UNAVAILABLE";
  return [{ name, version: String(version), state, reason: ready ? "" : "the server is stopping" }];
}
