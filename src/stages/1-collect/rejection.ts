/** Whether too much was set aside, and what to say then: counts, the worst column, three of its values. */
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";

/** The name under which rows count that could not be split into columns. */
export const wholeRow = "(row)";

export interface Rejections {
  readonly path: string;
  readonly rowsIn: number;
  readonly rejectedRows: number;
  readonly byColumn: Readonly<Record<string, number>>;
}

/** Misfits by column, the most frequent first; a row that was not split counts as {@link wholeRow}. */
export async function countByColumn(path: string, engine: Engine): Promise<Record<string, number>> {
  const rows = await engine.all(
    `SELECT coalesce("column", '${wholeRow}') AS name, count(*) AS n FROM ${parquetTable(path)} GROUP BY name ORDER BY n DESC, name`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [String(name), Number(n)]));
}

/** TOO_MANY_REJECTED where the share of rejected rows is above what the definition allows. */
export async function checkRejectedShare(
  { events }: Definition,
  rejections: Rejections,
  engine: Engine,
): Promise<void> {
  const { rowsIn, rejectedRows, byColumn, path } = rejections;
  if (rejectedRows <= events.maxRejectedShare * rowsIn) return;
  const [worst = wholeRow] = Object.keys(byColumn);
  const examples = await findExamples(worst, path, engine);
  const hidden =
    worst === wholeRow
      ? Object.values(events.columns).some(({ pii }) => pii === true)
      : events.columns[worst]?.pii === true;
  const shown = examples.map(({ row, value }) => (hidden ? `row ${row}` : `row ${row}: ${value}`)).join(", ");
  const why = examples[0]?.reason ?? "";
  const what = worst === wholeRow ? "whole rows" : `the column '${worst}'`;
  throw new AirworthyError(
    "TOO_MANY_REJECTED",
    `${count(rejectedRows)} of ${count(rowsIn)} rows do not fit (${percent(rejectedRows / rowsIn)}; maxRejectedShare allows ${percent(events.maxRejectedShare)}), most of them for ${what} (${count(byColumn[worst] ?? 0)}): ${why}. For example ${shown}${hidden ? " (values hidden: personal data)" : ""}.`,
    {
      details: {
        rows: rowsIn,
        rejectedRows,
        rejectedByColumn: byColumn,
        worstColumn: worst,
        rowNumbers: examples.map(({ row }) => row),
      },
    },
  );
}

interface Example {
  readonly row: number;
  readonly value: string;
  readonly reason: string;
}

const longestShown = 60;

async function findExamples(column: string, path: string, engine: Engine): Promise<Example[]> {
  const rows = await engine.all(
    `SELECT _aw_row, value, reason FROM ${parquetTable(path)} WHERE coalesce("column", '${wholeRow}') = ${quoteText(column)} ORDER BY _aw_row LIMIT 3`,
  );
  return rows.map(({ _aw_row, value, reason }) => ({
    row: Number(_aw_row),
    value: shorten(String(value)),
    reason: String(reason),
  }));
}

function shorten(value: string): string {
  const text = JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: 2 })}%`;
}
