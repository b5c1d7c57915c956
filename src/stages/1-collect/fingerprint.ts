import { createHash } from "node:crypto";
import { dirname, sep } from "node:path";
import type { Column } from "../../core/column.ts";
import type { Definition, Source } from "../../core/definition/index.ts";
import { hashFile } from "../../io/source-files.ts";
import type { RunScope } from "../context.ts";
import { locateSource } from "./open-source.ts";

export interface FingerprintInput {
  readonly definition: Definition;
  /** The folder that relative source paths start from: the config's. */
  readonly projectDirectory: string;
}

/** Raised where collect makes other rows of the same bytes. */
const meaning = 1;

/**
 * The key of the snapshot: the SHA-256 of the source's bytes (of PostgreSQL's answer), of how they are read, and of
 * the declared columns. Names and places
 * of files do not count, but for the folders of Parquet files that are columns (`day=2026-05-01`). 64 hexadecimal digits.
 */
export async function fingerprint(
  { definition, projectDirectory }: FingerprintInput,
  context: RunScope,
): Promise<string> {
  const { source, columns } = definition.events;
  const { paths, hashes } = await locateSource({ source, projectDirectory }, context);
  const contents = hashes ?? (await hashAll(paths, context));
  const partitions = source.kind === "parquet" ? paths.map(partitionsOf) : [];
  const declared = Object.entries(columns).map(([name, column]) => [name, ...castOptions(column)]);
  return createHash("sha256")
    .update(
      JSON.stringify([
        meaning,
        readOptions(source),
        declared,
        contents,
        ...partitions.filter((parts) => parts.length > 0),
      ]),
    )
    .digest("hex");
}

/** What DuckDB makes columns of. */
function partitionsOf(path: string): string[] {
  return dirname(path)
    .split(sep)
    .filter((folder) => folder.includes("="));
}

async function hashAll(paths: readonly string[], context: RunScope): Promise<string[]> {
  const hashes: string[] = [];
  for (const path of paths) hashes.push(await hashFile(path, context));
  return hashes;
}

function castOptions({ kind, nan = "reject", format, zone = "UTC" }: Column): readonly unknown[] {
  return [kind, nan, format ?? null, zone];
}

function readOptions(source: Source): readonly unknown[] {
  if (source.kind !== "csv") return [source.kind];
  const { delimiter = null, header = true, missing = null, encoding = "utf-8" } = source;
  return [source.kind, delimiter, header, missing, encoding];
}
