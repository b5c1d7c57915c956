/** Each row's slice under a column, as a small code: made by the engine, so that slices are searched over bytes. */
import { createHash } from "node:crypto";
import { countOf } from "../../core/format.ts";
import { streamColumns } from "../../io/column-stream.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { binNames } from "./bin-names.ts";
import { columnTypes } from "./input-columns.ts";

export interface SliceColumn {
  readonly column: string;
  /** The name of each code: `"device = tablet"`, `"age < 30"`. The last may be the values lumped together. */
  readonly names: readonly string[];
  readonly codes: Uint8Array;
  /** The code of values with too few rows of their own; null where there are none. */
  readonly lumped: number | null;
}

export interface SliceColumnsOptions {
  /** A table expression with `rows` rows. */
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly string[];
  /** Columns whose values must not be shown: a hash stands for each. */
  readonly hidden: ReadonlySet<string>;
  /** Values with fewer rows are lumped together. */
  readonly leastRows: number;
}

interface Slicing {
  readonly column: string;
  readonly names: readonly string[];
  readonly lumped: number | null;
  /** The code of a row. */
  readonly sql: string;
}

/** At most this many values of a column are slices; the rest are lumped. */
const mostValues = 50;
/** A number with more different values is cut at its quartiles. */
const mostDistinctNumbers = 12;
const numberTypes = /^(DOUBLE|FLOAT|DECIMAL|[US]?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|U(TINY|SMALL|BIG|HUGE)INT)/;

/** Cuts each of `columns` into slices; a column that gives a single slice is left out. */
export async function sliceColumns(engine: Engine, options: SliceColumnsOptions): Promise<SliceColumn[]> {
  const { source, rows, columns } = options;
  const types = await columnTypes(engine, source);
  const slicings: Slicing[] = [];
  for (const column of columns) {
    const edges = numberTypes.test(types.get(column) ?? "") ? await quartiles(engine, options, column) : [];
    const slicing = edges.length > 0 ? byBins(column, edges) : await byValues(engine, options, column);
    if (slicing.names.length > 1) slicings.push(slicing);
  }
  if (slicings.length === 0) return [];
  const codes = slicings.map(() => new Uint8Array(rows));
  const sql = `SELECT ${slicings.map((slicing) => `CAST(${slicing.sql} AS DOUBLE)`).join(", ")} FROM ${source}`;
  let done = 0;
  for await (const batch of streamColumns(engine, { sql })) {
    batch.columns.forEach((column, index) => {
      codes[index]?.set(column as Float64Array, done);
    });
    done += batch.rows;
  }
  return slicings.map(({ column, names, lumped }, index) => ({
    column,
    names,
    lumped,
    codes: codes[index] ?? new Uint8Array(0),
  }));
}

/** Quartiles rounded to what their names say, where the column has many values; otherwise nothing. */
async function quartiles(engine: Engine, { source }: SliceColumnsOptions, column: string): Promise<number[]> {
  const name = quoteIdentifier(column);
  const [found] = await engine.all(
    `SELECT approx_count_distinct(${name}) AS distinct_values,
       quantile_cont(CAST(${name} AS DOUBLE), [0.25, 0.5, 0.75]) AS edges FROM ${source}`,
  );
  if (found === undefined || Number(found.distinct_values) <= mostDistinctNumbers) return [];
  const edges = (found.edges as number[]).map((edge) => Number(edge.toPrecision(3)));
  return [...new Set(edges)];
}

function byBins(column: string, edges: readonly number[]): Slicing {
  const name = quoteIdentifier(column);
  const cases = edges.map(
    (edge, code) => `WHEN ${name} < CAST(${quoteText(String(edge))} AS DOUBLE) THEN ${code}`,
  );
  const sql = `CASE WHEN ${name} IS NULL THEN ${edges.length + 1} ${cases.join(" ")} ELSE ${edges.length} END`;
  return { column, names: binNames(column, edges), lumped: null, sql };
}

async function byValues(engine: Engine, options: SliceColumnsOptions, column: string): Promise<Slicing> {
  const { source, hidden, leastRows } = options;
  const value = `CAST(${quoteIdentifier(column)} AS VARCHAR)`;
  const found = await engine.all(
    `SELECT value, "rows", "groups" FROM
       (SELECT ${value} AS value, count(*) AS "rows", count(*) OVER () AS "groups" FROM ${source} GROUP BY 1)
     ORDER BY "rows" DESC, value NULLS LAST LIMIT ${mostValues}`,
  );
  const groups = Number(found[0]?.groups ?? 0);
  const kept = found.filter((row) => Number(row.rows) >= leastRows).map((row) => row.value);
  const texts = kept.filter((text) => text !== null).map(String);
  const lumped = kept.length < groups ? kept.length : null;
  const names = [
    ...texts.map((text) => `${column} = ${showValue(text, hidden.has(column))}`),
    ...(kept.includes(null) ? [`${column} = (missing)`] : []),
    ...(lumped === null ? [] : [`${column} = (${countOf(groups - kept.length, "other value")})`]),
  ];
  const missing = kept.includes(null) ? texts.length : lumped;
  const place = `nullif(list_position([${texts.map(quoteText).join(", ")}]::VARCHAR[], ${value}), 0)`;
  const sql = `CASE WHEN ${value} IS NULL THEN ${missing ?? 0} ELSE coalesce(${place} - 1, ${lumped ?? 0}) END`;
  return { column, names, lumped, sql };
}

function showValue(text: string, hide: boolean): string {
  if (hide) return `#${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
  const number = Number(text);
  return text.endsWith(".0") && Number.isFinite(number) ? String(number) : text;
}
