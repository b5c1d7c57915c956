/** The first rows of a source as they stand there, for who wants to look at one of them. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quoteIdentifier, type SqlRow } from "../../io/engine.ts";
import type { StageContext } from "../context.ts";
import type { FingerprintInput } from "./fingerprint.ts";
import { locateSource, openSource } from "./open-source.ts";
import { readFailure } from "./source.ts";

export interface FirstRowsOptions {
  readonly limit: number;
  readonly context: StageContext;
}

/** At most `limit` rows with every column of the source, each value as text or null; SOURCE_UNREADABLE, NO_ROWS. */
export async function firstRows(
  { definition, projectDirectory }: FingerprintInput,
  { limit, context }: FirstRowsOptions,
): Promise<SqlRow[]> {
  const { paths } = await locateSource({ source: definition.events.source, projectDirectory }, context);
  const prefix = `aw_${randomUUID().replaceAll("-", "")}`;
  const scratch = await mkdtemp(join(tmpdir(), "airworthy-rows-"));
  try {
    await using open = await openSource(definition, paths, { context, prefix, scratch, lenient: true });
    const values = open.columns.map(
      ({ name, kept }) => `CAST(${kept} AS VARCHAR) AS ${quoteIdentifier(name)}`,
    );
    return await context.engine.all(`SELECT ${values.join(", ")} FROM ${open.from} LIMIT ${limit}`);
  } catch (cause) {
    throw readFailure(cause, paths);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
