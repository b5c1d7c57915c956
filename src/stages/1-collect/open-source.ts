import type { Definition, Source } from "../../core/definition/index.ts";
import { findSourceFiles } from "../../io/source-files.ts";
import type { RunScope } from "../context.ts";
import { openCsv } from "./open-csv.ts";
import { openJsonLines } from "./open-json-lines.ts";
import { openParquet } from "./open-parquet.ts";
import { spoolPostgres } from "./postgres-spool.ts";
import type { OpenOptions, OpenSource } from "./source.ts";

export interface SourceFiles {
  readonly paths: readonly string[];
  /** Hashes of the files' bytes, where they are known already. */
  readonly hashes: readonly string[] | null;
}

export interface LocateInput {
  readonly source: Source;
  readonly projectDirectory: string;
}

/** The files that hold the source; PostgreSQL is copied into one. */
export async function locateSource(
  { source, projectDirectory }: LocateInput,
  context: RunScope,
): Promise<SourceFiles> {
  if (source.kind === "postgres") {
    const { path, hash } = await spoolPostgres(source, projectDirectory, context);
    return { paths: [path], hashes: [hash] };
  }
  return {
    paths: await findSourceFiles(source.paths, { base: projectDirectory }),
    hashes: null,
  };
}

/** The source's files as a table. */
export function openSource(
  { events }: Definition,
  paths: readonly string[],
  options: OpenOptions,
): Promise<OpenSource> {
  const { source, columns } = events;
  const declared = Object.keys(columns);
  switch (source.kind) {
    case "csv":
      return openCsv({ source, paths, declared }, options);
    case "jsonLines":
      return openJsonLines({ source, paths, columns }, options);
    case "parquet":
      return openParquet(paths, options);
    case "postgres":
      return openCsv(
        { source: { delimiter: ",", compression: "none" }, paths, declared, keepEmpty: true },
        options,
      );
    default:
      return source satisfies never;
  }
}
