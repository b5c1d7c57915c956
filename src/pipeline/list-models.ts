/** The versions of a model as people are shown them. */
import {
  countErasedIn,
  type ListVersionsOptions,
  listAliases,
  listVersions,
  type Store,
  type VersionRecord,
} from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";
import type { Candidate, Packaged } from "../stages/6-package/index.ts";

export interface ListModelsInput {
  readonly store: Store;
  readonly workspace: Workspace;
  /** Of the model. */
  readonly name: string;
}

/** Versions whose package stands, newest first: every one unless told. */
export async function listModels(
  { store, workspace, name }: ListModelsInput,
  options: ListVersionsOptions = {},
): Promise<ListedModel[]> {
  const aliases = Object.entries(await listAliases(store, name));
  const versions = await listVersions(store, name, options);
  const erased = await countErasedIn(store, name);
  return versions.map((record) => {
    const { version } = record;
    const alias = aliases.find(([, aliased]) => aliased === version)?.[0] ?? null;
    const path = workspace.versionDirectory(name, version);
    return listedModel(record, { alias, path, learnedFromErased: erased.get(version) ?? 0 });
  });
}

/** A version as `airworthy models` tells it. */
export interface ListedModel {
  readonly version: number;
  readonly alias: string | null;
  readonly passed: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly run: string;
  readonly path: string;
  /** How many entities that were erased since it learned from. */
  readonly learnedFromErased: number;
  /** What ships, as it was measured when it was built. */
  readonly shipped: Candidate | null;
}

/** `record` as it is listed. */
function listedModel(
  record: VersionRecord,
  place: Pick<ListedModel, "alias" | "path" | "learnedFromErased">,
): ListedModel {
  const { version, passed, createdAt, run } = record;
  const { shipped: kind, candidates = [] } = (record.result ?? {}) as Partial<Packaged>;
  const shipped = candidates.find((candidate) => candidate.kind === kind) ?? null;
  return { version, passed, createdAt, run, ...place, shipped };
}
