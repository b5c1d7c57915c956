/** Records that DuckDB's CSV reader could not split, from its own tables of rejects, with their place in the source. */
import { type Engine, quoteText } from "../../io/engine.ts";
import type { LeftOutRows } from "./source.ts";

/** The engine's tables of one read; they are there until `dropRejectTables`. */
export interface RejectTables {
  readonly errors: string;
  readonly scans: string;
}

export function rejectTables(prefix: string): RejectTables {
  return { errors: `${prefix}_errors`, scans: `${prefix}_scans` };
}

export async function dropRejectTables(engine: Engine, { errors, scans }: RejectTables): Promise<void> {
  for (const table of [errors, scans, recordsOf(errors)]) await engine.run(`DROP TABLE IF EXISTS ${table}`);
}

const recordsOf = (errors: string) => `${errors}_records`;

export interface LeftOutRecordsOptions {
  readonly tables: RejectTables;
  /** Lines before a file's first record. */
  readonly headerLines: number;
  /** The same read without those records, with `filename`. */
  readonly again: string;
  readonly files: readonly string[];
}

/** Null where every record was split. */
export async function leftOutRecords(
  engine: Engine,
  options: LeftOutRecordsOptions,
): Promise<LeftOutRows | null> {
  const { tables, files } = options;
  const found = await engine.all(
    `SELECT 1 FROM duckdb_tables() WHERE table_name = '${tables.errors}' LIMIT 1`,
  );
  if (found.length === 0) return null;
  const records = recordsOf(tables.errors);
  await engine.run(`
    CREATE OR REPLACE TEMP TABLE ${records} AS
    SELECT f.place, e.line - ${options.headerLines} AS record, arg_min(e.csv_line, e.column_idx) AS value,
           arg_min(${reason}, e.column_idx) AS reason
    FROM ${tables.errors} e JOIN ${tables.scans} s USING (scan_id, file_id)
    JOIN (SELECT unnest([${files.map(quoteText).join(", ")}]) AS path, unnest(range(${files.length})) AS place) f ON f.path = s.file_path
    GROUP BY ALL`);
  const [row] = await engine.all(`SELECT count(*) AS n FROM ${records}`);
  const count = Number(row?.n);
  if (count === 0) return null;
  const rows = `SELECT record + coalesce((SELECT sum(n) FROM (${await rowsByFile(engine, options, records)}) b WHERE b.place < r.place), 0) AS _aw_row, value, reason FROM ${records} r`;
  return {
    count,
    rows,
    shifts: `SELECT _aw_row - place + 1 AS first, max(place) AS shift FROM (SELECT _aw_row, row_number() OVER (ORDER BY _aw_row) AS place FROM (${rows})) GROUP BY first`,
  };
}

const reason = `CASE e.error_type
  WHEN 'MISSING COLUMNS' THEN 'too few fields: ' || e.error_message
  WHEN 'TOO MANY COLUMNS' THEN 'too many fields: ' || e.error_message
  WHEN 'UNQUOTED VALUE' THEN 'a quote is not closed, or text follows it'
  WHEN 'INVALID ENCODING' THEN 'not UTF-8: where the file is in Latin-1, give the source the option encoding: "latin-1"'
  WHEN 'LINE SIZE OVER MAXIMUM' THEN 'the line is too long'
  ELSE e.error_message END`;

/** How many records each file has; counted again only where several files make it matter. */
async function rowsByFile(
  engine: Engine,
  { again, files }: LeftOutRecordsOptions,
  records: string,
): Promise<string> {
  if (files.length === 1) return "SELECT 0 AS place, 0 AS n";
  const counts = await engine.all(`SELECT filename, count(*) AS n FROM ${again} GROUP BY filename`);
  const rejected = await engine.all(`SELECT place, count(*) AS n FROM ${records} GROUP BY place`);
  return files
    .map((path, place) => {
      const read = Number(counts.find(({ filename }) => filename === path)?.n ?? 0);
      return `SELECT ${place} AS place, ${read + Number(rejected.find((row) => row.place === place)?.n ?? 0)} AS n`;
    })
    .join(" UNION ALL ");
}
