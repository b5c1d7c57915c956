import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Flow } from "../../core/progress.ts";
import type { StageContext } from "../context.ts";
import { type FingerprintInput, fingerprint } from "./fingerprint.ts";
import { locateSource, openSource } from "./open-source.ts";
import { type ColumnPlan, planColumns } from "./plan-columns.ts";
import { releaseSources } from "./postgres-spool.ts";
import { checkRejectedShare, countByColumn } from "./rejection.ts";
import { readFailure } from "./source.ts";
import { typedRows } from "./typed-rows.ts";
import { type WrittenSnapshot, writeSnapshot } from "./write-snapshot.ts";

export interface CollectInput extends FingerprintInput {
  /**
   * Where raw.parquet and rejected.parquet are written.
   * raw.parquet: `_aw_row` BIGINT (1-based position in the source), the declared columns in declared order, typed
   * (text, category VARCHAR; integer BIGINT; number DOUBLE; boolean BOOLEAN; timestamp TIMESTAMP in UTC), then the
   * undeclared ones as they came. rejected.parquet: `_aw_row` BIGINT, `column` VARCHAR (null for a row that could
   * not be split into columns), `value` VARCHAR, `reason` VARCHAR, `row` VARCHAR (the whole row as JSON, every
   * value as text); one line a misfit.
   */
  readonly directory: string;
}

export interface Collected {
  readonly flow: Flow;
  readonly note: string;
  /** The snapshot's fingerprint: same input, same hash. */
  readonly hash: string;
  readonly undeclared: readonly string[];
  readonly rejectedRows: number;
  /** Misfits by column; `(row)` counts rows that could not be split into columns. */
  readonly rejectedByColumn: Readonly<Record<string, number>>;
}

/**
 * Reads the source into an immutable, typed snapshot; values that do not fit are set aside with their row.
 * SOURCE_UNREADABLE, SCHEMA_MISMATCH, NO_ROWS, TOO_MANY_REJECTED, DISK_UNUSABLE, CANCELLED.
 */
export async function collect(input: CollectInput, context: StageContext): Promise<Collected> {
  const { definition, projectDirectory, directory } = input;
  const { source } = definition.events;
  const hash = await fingerprint({ definition, projectDirectory }, context);
  const { paths } = await locateSource({ source, projectDirectory }, context);
  const { plan, written } = await readStrictly({ definition, paths, directory }, context).finally(() =>
    releaseSources(context),
  );
  const rejected = join(directory, "rejected.parquet");
  const byColumn = await countByColumn(rejected, context.engine);
  const rejectedRows = written.rowsIn - written.rowsOut;
  if (written.rowsIn === 0) {
    throw new AirworthyError(
      "NO_ROWS",
      `There is nothing to collect: ${whereFrom(definition)} has columns and no row.`,
    );
  }
  await checkRejectedShare(
    definition,
    { path: rejected, rowsIn: written.rowsIn, rejectedRows, byColumn },
    context.engine,
  );
  if (written.rowsOut === 0) {
    throw new AirworthyError(
      "NO_ROWS",
      `No row is left of ${written.rowsIn}: each was set aside (${Object.keys(byColumn).join(", ")}).`,
      { details: { rejectedRows } },
    );
  }
  const undeclared = plan.undeclared.map(({ name }) => name);
  const columns = plan.declared.length + undeclared.length;
  return {
    flow: { rowsIn: written.rowsIn, columnsIn: columns, rowsOut: written.rowsOut, columnsOut: columns },
    note: noteOf({ rejectedRows, byColumn, undeclared }),
    hash,
    undeclared,
    rejectedRows,
    rejectedByColumn: byColumn,
  };
}

interface ReadInput {
  readonly definition: Definition;
  readonly paths: readonly string[];
  readonly directory: string;
}

interface Read {
  readonly plan: ColumnPlan;
  readonly written: WrittenSnapshot;
}

/** Reads as fast as a source that keeps to its format allows, and again leniently where it does not. */
async function readStrictly(input: ReadInput, context: StageContext): Promise<Read> {
  const { paths } = input;
  try {
    return await read(input, { context, lenient: false });
  } catch (cause) {
    const failure = readFailure(cause, paths);
    if (failure === cause) throw cause;
  }
  try {
    return await read(input, { context, lenient: true });
  } catch (cause) {
    throw readFailure(cause, paths);
  }
}

async function read(
  { definition, paths, directory }: ReadInput,
  options: { context: StageContext; lenient: boolean },
): Promise<Read> {
  const prefix = `aw_${randomUUID().replaceAll("-", "")}`;
  await using source = await openSource(definition, paths, { ...options, prefix, scratch: directory });
  const plan = planColumns(definition.events.columns, source.columns);
  const written = await writeSnapshot(
    { rows: typedRows(plan, source), source, directory, prefix },
    options.context,
  );
  return { plan, written };
}

function whereFrom({ events: { source } }: Definition): string {
  return source.kind === "postgres" ? "the PostgreSQL table or query" : `'${source.paths.join("', '")}'`;
}

interface NoteInput {
  readonly rejectedRows: number;
  readonly byColumn: Readonly<Record<string, number>>;
  readonly undeclared: readonly string[];
}

function noteOf({ rejectedRows, byColumn, undeclared }: NoteInput): string {
  const fit =
    rejectedRows === 0
      ? "every value fits"
      : `${rejectedRows.toLocaleString("en-US")} set aside: ${Object.keys(byColumn).join(", ")}`;
  const more =
    undeclared.length === 1 ? "1 column undeclared, kept" : `${undeclared.length} columns undeclared, kept`;
  return undeclared.length === 0 ? fit : `${fit}; ${more}`;
}
