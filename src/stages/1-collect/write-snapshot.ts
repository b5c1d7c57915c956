/**
 * Writes raw.parquet and rejected.parquet. Where the reader knows positions, one pass writes raw.parquet, with the
 * position of a misfit negative; it is read again only where there is one. Elsewhere rows go by all cores to a
 * staging file first and get their positions from it: numbering them as they are read would leave one core to work.
 */
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { runQuery } from "../run-query.ts";
import type { LeftOutRows, OpenSource } from "./source.ts";
import type { TypedRows } from "./typed-rows.ts";

export interface WriteSnapshotInput {
  readonly rows: TypedRows;
  readonly source: OpenSource;
  readonly directory: string;
  readonly prefix: string;
}

export interface WrittenSnapshot {
  readonly rowsIn: number;
  readonly rowsOut: number;
}

const parquet = "(FORMAT parquet, COMPRESSION snappy)";
const stage = { stage: "collect" } as const;

export async function writeSnapshot(
  input: WriteSnapshotInput,
  context: StageContext,
): Promise<WrittenSnapshot> {
  try {
    return await (input.source.position === null ? writeStaged(input, context) : writeAtOnce(input, context));
  } finally {
    await context.engine.run(`DROP TABLE IF EXISTS ${misfitsTable(input.prefix)}`);
  }
}

async function writeAtOnce(
  { rows, directory }: WriteSnapshotInput,
  context: StageContext,
): Promise<WrittenSnapshot> {
  const { raw, staging, rejected } = pathsIn(directory);
  const row = rows.sure ? "p" : "CASE WHEN fits THEN p ELSE -p END";
  await runQuery(
    `COPY (SELECT ${row} AS _aw_row, ${rows.columns} FROM ${rows.from}) TO ${quoteText(raw)} ${parquet}`,
    context,
    stage,
  );
  const [counts] = await context.engine.all(
    `SELECT count(*) AS n, count(*) FILTER (_aw_row < 0) AS misfits FROM ${parquetTable(raw)}`,
  );
  const [rowsIn, misfits] = [Number(counts?.n), Number(counts?.misfits)];
  if (misfits > 0) {
    await rename(raw, staging);
    await runQuery(
      `COPY (SELECT * FROM ${parquetTable(staging)} WHERE _aw_row > 0) TO ${quoteText(raw)} ${parquet}`,
      context,
      stage,
    );
    await rm(staging);
  }
  const found = `SELECT p AS _aw_row, ${rows.misfits} AS misfits, ${rows.source} AS row FROM ${rows.from} WHERE ${misfits > 0 ? "NOT fits" : "FALSE"}`;
  await writeRejected([misfitLines(found)], rejected, context);
  return { rowsIn, rowsOut: rowsIn - misfits };
}

async function writeStaged(
  { rows, source, directory, prefix }: WriteSnapshotInput,
  context: StageContext,
): Promise<WrittenSnapshot> {
  const { raw, staging, rejected } = pathsIn(directory);
  const details = `CASE WHEN NOT fits THEN ${rows.misfits} END AS _aw_misfits, CASE WHEN NOT fits THEN ${rows.source} END AS _aw_source`;
  const staged = rows.sure ? "" : `fits AS _aw_fits, ${details}, `;
  await runQuery(
    `COPY (SELECT ${staged}${rows.columns} FROM ${rows.from}) TO ${quoteText(staging)} ${parquet}`,
    context,
    stage,
  );
  const leftOut = await source.leftOut();
  const placed = placedRows(staging, leftOut);
  const names = rows.sure ? "" : "EXCLUDE (_aw_fits, _aw_misfits, _aw_source)";
  const kept = rows.sure ? "" : "WHERE _aw_fits";
  const columns = `SELECT _aw_row, * EXCLUDE (_aw_row) FROM (SELECT * ${names} FROM ${placed} ${kept})`;
  await runQuery(`COPY (${columns}) TO ${quoteText(raw)} ${parquet}`, context, stage);
  const lines = [
    ...(rows.sure ? [] : await stagedMisfits({ placed, source, prefix }, context)),
    ...(leftOut === null
      ? []
      : [
          `SELECT _aw_row, 0 AS place, NULL AS "column", value, reason, CAST(to_json(value) AS VARCHAR) AS row FROM (${leftOut.rows})`,
        ]),
  ];
  await writeRejected(lines, rejected, context);
  const [counts] = await context.engine.all(
    `SELECT (SELECT count(*) FROM ${parquetTable(staging)}) AS read, (SELECT count(*) FROM ${parquetTable(raw)}) AS kept`,
  );
  await rm(staging);
  return { rowsIn: Number(counts?.read) + (leftOut?.count ?? 0), rowsOut: Number(counts?.kept) };
}

/** The staged rows with `_aw_row`: their place among those read, and how many were left out before them. */
function placedRows(staging: string, leftOut: LeftOutRows | null): string {
  const read = `SELECT CAST(file_row_number + 1 AS BIGINT) AS _aw_row, * FROM ${parquetTable(staging)}`;
  if (leftOut === null) return `(${read})`;
  return `(SELECT r.* REPLACE (CAST(r._aw_row + coalesce(l.shift, 0) AS BIGINT) AS _aw_row) FROM (${read}) r ASOF LEFT JOIN (${leftOut.shifts}) l ON r._aw_row >= l.first ORDER BY 1)`;
}

const misfitsTable = (prefix: string) => `${prefix}_misfits`;

interface StagedMisfits {
  readonly placed: string;
  readonly source: OpenSource;
  readonly prefix: string;
}

async function stagedMisfits(
  { placed, source, prefix }: StagedMisfits,
  context: StageContext,
): Promise<readonly string[]> {
  const table = misfitsTable(prefix);
  await runQuery(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT _aw_row, _aw_misfits AS misfits, _aw_source AS row FROM ${placed} WHERE NOT _aw_fits`,
    context,
    stage,
  );
  const [found] = await context.engine.all(`SELECT count(*) AS n FROM ${table}`);
  if (Number(found?.n) === 0) return []; // whose text would have to be looked for in the whole source
  const texts = await source.brokenText(`SELECT _aw_row FROM ${table} WHERE misfits[1]."column" IS NULL`);
  const lines = misfitLines(`SELECT * FROM ${table}`);
  if (texts === null) return [lines];
  return [
    `SELECT m._aw_row, m.place, m."column", coalesce(m.value, t.value) AS value, m.reason, coalesce(CAST(to_json(t.value) AS VARCHAR), m.row) AS row FROM (${lines}) m LEFT JOIN (${texts}) t ON t._aw_row = m._aw_row AND m."column" IS NULL`,
  ];
}

/** From rows with a list of misfits to one line a misfit. */
function misfitLines(rows: string): string {
  const unnested = `SELECT _aw_row, unnest(range(len(misfits))) AS place, unnest(misfits) AS m, row FROM (${rows})`;
  return `SELECT _aw_row, place, m."column" AS "column", m.value AS value, m.reason AS reason, row FROM (${unnested})`;
}

async function writeRejected(lines: readonly string[], path: string, context: StageContext): Promise<void> {
  const none = `SELECT NULL AS _aw_row, 0 AS place, NULL AS "column", NULL AS value, NULL AS reason, NULL AS row WHERE FALSE`;
  const columns = `CAST(_aw_row AS BIGINT) AS _aw_row, CAST("column" AS VARCHAR) AS "column", CAST(value AS VARCHAR) AS value, CAST(reason AS VARCHAR) AS reason, CAST(row AS VARCHAR) AS row`;
  await runQuery(
    `COPY (SELECT ${columns} FROM (${[none, ...lines].join(" UNION ALL ")}) ORDER BY _aw_row, place) TO ${quoteText(path)} ${parquet}`,
    context,
    stage,
  );
}

function pathsIn(directory: string) {
  return {
    raw: join(directory, "raw.parquet"),
    staging: join(directory, "staging.parquet"),
    rejected: join(directory, "rejected.parquet"),
  };
}
