/** The text of lines that are no JSON, found by their place: read only where there are such lines. */
import type { Engine } from "../../io/engine.ts";
import { literalPaths } from "../../io/parquet-table.ts";
import { dropRejectTables, leftOutRecords, rejectTables } from "./left-out-records.ts";

export interface LineTextsInput {
  readonly paths: readonly string[];
  readonly compression: string;
  readonly prefix: string;
  readonly engine: Engine;
}

const linesOf = (prefix: string) => `${prefix}_lines`;

/**
 * A SELECT of `_aw_row` and `value`, the lines at `positions`, counted as read_json counts them: blank ones are none.
 * The engine's tables hold them until `dropLineTexts`.
 */
export async function lineTexts(input: LineTextsInput, positions: string): Promise<string> {
  const { paths, compression, prefix, engine } = input;
  const lines = linesOf(prefix);
  const tables = rejectTables(prefix);
  const settings = `${literalPaths(paths)}, auto_detect = false, columns = {'line': 'VARCHAR'}, header = false, delim = '\x01', quote = '', escape = '', compression = '${compression}'`;
  await engine.run(
    `CREATE TEMP TABLE ${lines} AS SELECT row_number() OVER () AS place, line FROM read_csv(${settings}, store_rejects = true, rejects_table = '${tables.errors}', rejects_scan = '${tables.scans}')`,
  );
  const again = `read_csv(${settings}, ignore_errors = true, filename = true)`;
  const leftOut = await leftOutRecords(engine, { tables, headerLines: 0, again, files: paths });
  const all =
    leftOut === null
      ? `SELECT place, line FROM ${lines}`
      : `SELECT place + coalesce(shift, 0) AS place, line FROM ${lines} ASOF LEFT JOIN (${leftOut.shifts}) s ON place >= s.first UNION ALL SELECT _aw_row, value FROM (${leftOut.rows})`;
  const counted = `SELECT row_number() OVER (ORDER BY place) AS _aw_row, line AS value FROM (${all}) WHERE trim(line, ' \t\r') <> ''`;
  return `SELECT * FROM (${counted}) WHERE _aw_row IN (${positions})`;
}

export async function dropLineTexts(engine: Engine, prefix: string): Promise<void> {
  await engine.run(`DROP TABLE IF EXISTS ${linesOf(prefix)}`);
  await dropRejectTables(engine, rejectTables(prefix));
}
