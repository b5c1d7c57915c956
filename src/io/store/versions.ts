/** The registry: the versions of a model. */
import type { Selectable } from "kysely";
import { type AliasName, versionOfAlias } from "./aliases.ts";
import { noVersion } from "./no-version.ts";
import type { Store } from "./open-store.ts";
import { findRun } from "./runs.ts";
import type { VersionTable } from "./schema.ts";

export interface VersionRecord {
  readonly name: string;
  readonly version: number;
  readonly run: string;
  readonly createdAt: number;
  readonly key: string;
  readonly trainKey: string;
  readonly comparedWith: number | null;
  /** Whether every gate passed. */
  readonly passed: boolean;
  /** Binary only. */
  readonly threshold: number | null;
  /** What the package stage returned. */
  readonly result: unknown;
}

export interface AllotOptions {
  readonly name: string;
  readonly run: string;
  readonly now: number;
  readonly key: string;
  readonly trainKey: string;
  readonly comparedWith: number | null;
  /** Versions up to this one are taken, whatever the store says: their directories exist. */
  readonly takenUpTo: number;
}

/** Takes the next version number of a model for a package that is about to be built. */
export async function allotVersion({ db }: Store, options: AllotOptions): Promise<number> {
  const { name, run, now, key, trainKey, comparedWith, takenUpTo } = options;
  return await db.transaction().execute(async (tx) => {
    const { last } = await tx
      .selectFrom("versions")
      .select(({ fn }) => fn.max("version").as("last"))
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    const version = Math.max(Number(last ?? 0), takenUpTo) + 1;
    const row: VersionTable = {
      name,
      version,
      status: "building",
      run_id: run,
      created_at: now,
      key,
      train_key: trainKey,
      compared_with: comparedWith,
      passed: 0,
      threshold: null,
      result: null,
    };
    await tx.insertInto("versions").values(row).execute();
    return version;
  });
}

/** Gives up a version whose package was not built. */
export async function releaseVersion({ db }: Store, name: string, version: number): Promise<void> {
  await db
    .transaction()
    .execute((tx) =>
      tx
        .deleteFrom("versions")
        .where("name", "=", name)
        .where("version", "=", version)
        .where("status", "=", "building")
        .execute(),
    );
}

export interface ReadyVersion {
  readonly name: string;
  readonly version: number;
  readonly passed: boolean;
  readonly threshold: number | null;
  readonly result: unknown;
}

/** Records that the version's package stands. */
export async function markReady({ db }: Store, ready: ReadyVersion): Promise<void> {
  const { name, version, passed, threshold, result } = ready;
  const set = {
    status: "ready",
    passed: passed ? 1 : 0,
    threshold,
    result: JSON.stringify(result),
  } as const;
  await db
    .transaction()
    .execute((tx) =>
      tx.updateTable("versions").set(set).where("name", "=", name).where("version", "=", version).execute(),
    );
}

/** The ready version with this package key, newest first; null where there is none. */
export async function versionWithKey(store: Store, name: string, key: string): Promise<VersionRecord | null> {
  const row = await ready(store, name).where("key", "=", key).executeTakeFirst();
  return row === undefined ? null : versionRecord(row);
}

export interface ListVersionsOptions {
  /** The newest so many; all unless told. */
  readonly limit?: number;
  /** Only versions before this one. */
  readonly before?: number | undefined;
}

/** Versions whose package stands, newest first: every one unless told. */
export async function listVersions(
  store: Store,
  name: string,
  { limit, before }: ListVersionsOptions = {},
): Promise<VersionRecord[]> {
  let query = ready(store, name);
  if (before !== undefined) query = query.where("version", "<", before);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map(versionRecord);
}

/** How many versions there are whose package stands. */
export async function countVersions({ db }: Store, name: string): Promise<number> {
  const { count } = await db
    .selectFrom("versions")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("name", "=", name)
    .where("status", "=", "ready")
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The versions that these runs made, by run. */
export async function versionsOfRuns(
  { db }: Store,
  name: string,
  runs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (runs.length === 0) return new Map();
  const rows = await db
    .selectFrom("versions")
    .select(["run_id", "version"])
    .where("name", "=", name)
    .where("status", "=", "ready")
    .where("run_id", "in", runs)
    .execute();
  return new Map(rows.map(({ run_id, version }) => [run_id, version]));
}

/** The version that `name` and a number or an alias mean; null where there is none. */
export async function findVersion(
  store: Store,
  name: string,
  which: number | AliasName,
): Promise<VersionRecord | null> {
  const version = typeof which === "number" ? which : await versionOfAlias(store.db, name, which);
  if (version === null) return null;
  const row = await ready(store, name).where("version", "=", version).executeTakeFirst();
  return row === undefined ? null : versionRecord(row);
}

/** Versions whose building was interrupted with their run: their numbers and, it may be, directories are void. */
export async function interruptedVersions(store: Store, name: string): Promise<number[]> {
  const rows = await store.db
    .selectFrom("versions")
    .select(["version", "run_id"])
    .where("name", "=", name)
    .where("status", "=", "building")
    .execute();
  const runs = await Promise.all(rows.map(({ run_id }) => findRun(store, run_id)));
  return rows.filter((_, index) => runs[index]?.status !== "running").map(({ version }) => version);
}

/** The version that `alias` names, or NOT_FOUND. */
export async function requireVersion(
  store: Store,
  name: string,
  which: number | AliasName,
): Promise<VersionRecord> {
  const found = await findVersion(store, name, which);
  if (found !== null) return found;
  throw noVersion(name, which);
}

function ready({ db }: Store, name: string) {
  return db
    .selectFrom("versions")
    .selectAll()
    .where("name", "=", name)
    .where("status", "=", "ready")
    .orderBy("version", "desc");
}

function versionRecord(row: Selectable<VersionTable>): VersionRecord {
  return {
    name: row.name,
    version: row.version,
    run: row.run_id,
    createdAt: row.created_at,
    key: row.key,
    trainKey: row.train_key,
    comparedWith: row.compared_with,
    passed: row.passed === 1,
    threshold: row.threshold,
    result: row.result === null ? null : JSON.parse(row.result),
  };
}
