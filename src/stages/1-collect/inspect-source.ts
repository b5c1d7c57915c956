/** What `airworthy check` asks of a source: whether it can be reached and looks as declared, from its first rows alone. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Source } from "../../core/definition/index.ts";
import type { StageContext } from "../context.ts";
import type { FingerprintInput } from "./fingerprint.ts";
import { locateSource, openSource } from "./open-source.ts";
import { planColumns } from "./plan-columns.ts";
import { releaseSources } from "./postgres-spool.ts";
import { readFailure } from "./source.ts";
import { typedRows } from "./typed-rows.ts";

const sampledRows = 1_000;

export interface SourceInspection {
  readonly columns: number;
  readonly undeclared: readonly string[];
  /** How many rows were looked at. */
  readonly rows: number;
  /** Values among them that do not fit, by column. */
  readonly misfits: Readonly<Record<string, number>>;
}

/** Looks at the first rows of the source; SOURCE_UNREADABLE or SCHEMA_MISMATCH where it is not as declared. */
export async function inspectSource(
  { definition, projectDirectory }: FingerprintInput,
  context: StageContext,
): Promise<SourceInspection> {
  const { columns } = definition.events;
  const source = firstRowsOf(definition.events.source);
  const { paths } = await locateSource({ source, projectDirectory }, context);
  const prefix = `aw_${randomUUID().replaceAll("-", "")}`;
  const scratch = await mkdtemp(join(tmpdir(), "airworthy-check-"));
  try {
    await using open = await openSource(definition, paths, { context, prefix, scratch, lenient: true });
    const { declared, undeclared } = planColumns(columns, open.columns);
    const { from, misfits } = typedRows({ declared, undeclared }, open);
    const first = `(SELECT * FROM ${from} LIMIT ${sampledRows})`;
    const [counted] = await context.engine.all(`SELECT count(*) AS n FROM ${first}`);
    const found = await context.engine.all(
      `SELECT coalesce(m['column'], '(row)') AS name, count(*) AS n
       FROM (SELECT unnest(${misfits}) AS m FROM ${first}) GROUP BY 1 ORDER BY 1`,
    );
    return {
      columns: open.columns.length,
      undeclared: undeclared.map(({ name }) => name),
      rows: Number(counted?.n ?? 0),
      misfits: Object.fromEntries(found.map(({ name, n }) => [String(name), Number(n)])),
    };
  } catch (cause) {
    throw readFailure(cause, paths);
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await releaseSources(context);
  }
}

/** A database is asked for its first rows only; a file is read no further than the query wants. */
function firstRowsOf(source: Source): Source {
  if (source.kind !== "postgres") return source;
  const isQuery = /^\s*(select|with)\b/i.test(source.from);
  const rows = isQuery ? `(${source.from.replace(/;\s*$/, "")}) AS rows` : source.from;
  return { ...source, from: `SELECT * FROM ${rows} LIMIT ${sampledRows}` };
}
