/** Which snapshots and versions learned from an entity. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "../core/definition/index.ts";
import { AirworthyError } from "../core/error.ts";
import { type Engine, quoteIdentifier, quoteText } from "../io/engine.ts";
import { jsonPointer } from "../io/json-pointer.ts";
import { parquetTable } from "../io/parquet-table.ts";
import { type ErasureMarks, findRun, listVersions, type Store } from "../io/store/index.ts";
import type { Workspace } from "../io/workspace.ts";

export interface FindLearnedInput {
  readonly definition: Definition;
  readonly workspace: Workspace;
  /** The project's store, with its versions. */
  readonly store: Store;
  readonly entity: string;
}

/** Looks through every row that is kept: in the files of all snapshots, in the entity's column and in rows set aside. */
export async function findLearned(
  { definition: { name, events }, workspace, store, entity }: FindLearnedInput,
  engine: Engine,
): Promise<ErasureMarks> {
  const found = new Map<string, boolean | null>();
  for (const key of await readdir(workspace.snapshots).catch(() => []))
    found.set(key, await look({ directory: workspace.snapshot(key), column: events.entity, entity }, engine));
  const versions: number[] = [];
  const unknown: number[] = [];
  for (const { version, run } of await listVersions(store, name)) {
    const holdsIt = found.get((await findRun(store, run)).keys.split ?? "") ?? null;
    if (holdsIt === null) unknown.push(version);
    else if (holdsIt) versions.push(version);
  }
  const snapshots = [...found].flatMap(([key, holdsIt]) => (holdsIt === true ? [key] : []));
  return { model: name, snapshots: snapshots.sort(), versions, unknown };
}

interface Place {
  readonly directory: string;
  readonly column: string;
  readonly entity: string;
}

/** Null where the snapshot cannot be read: an erasure does not wait for it. */
async function look(place: Place, engine: Engine): Promise<boolean | null> {
  try {
    return await holds(place, engine);
  } catch (cause) {
    if (cause instanceof AirworthyError ? cause.code === "ENGINE_FAILED" : isOfDisk(cause)) return null;
    throw cause;
  }
}

function isOfDisk(cause: unknown): boolean {
  return cause instanceof Error && "syscall" in cause;
}

async function holds({ directory, column, entity }: Place, engine: Engine): Promise<boolean> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".parquet"));
  for (const file of files) {
    const table = parquetTable(join(directory, file));
    const columns = await engine.all(`DESCRIBE SELECT * FROM ${table}`);
    const conditions = columns.flatMap(({ column_name: name, column_type: type }) => {
      if (name === column) return [`${quoteIdentifier(column)} = TRY_CAST(${quoteText(entity)} AS ${type})`];
      return name === "row" && file === "rejected.parquet" ? [setAside(column, entity)] : [];
    });
    if (conditions.length === 0) continue;
    const found = await engine.all(`SELECT 1 FROM ${table} WHERE ${conditions.join(" OR ")} LIMIT 1`);
    if (found.length > 0) return true;
  }
  return false;
}

/** A row that collect set aside is there as it was read: a JSON object, or a line. */
function setAside(column: string, entity: string): string {
  const value = `CASE WHEN json_valid("row") THEN json_extract_string("row", ${jsonPointer(column)}) END`;
  return `coalesce(${value} = ${quoteText(entity)}, contains("row", ${quoteText(entity)}))`;
}
