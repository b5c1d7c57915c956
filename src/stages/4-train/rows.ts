/**
 * Rows as training reads them: what the exported graph makes of them up to its `encoded` output, with the same double
 * arithmetic. The engine gives whole columns and the codes of texts; `standardise.ts` scales the columns into rows,
 * ten times as fast as SQL does. One-hot blocks stay codes; the graph spreads them batch by batch.
 */
import type { Definition } from "../../core/definition/index.ts";
import { completeColumns } from "../../io/complete-columns.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { type NumberColumn, streamNumbers } from "../../io/number-stream.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { bucketsOf } from "./bucket.ts";
import type { EncodedInput } from "./encoded-input.ts";
import { numberSql, textSql } from "./input-sql.ts";
import { copyInto, standardiseInto, type Write } from "./standardise.ts";

export interface Rows {
  readonly count: number;
  /** [count, denseColumns], row-major. */
  readonly dense: Float32Array;
  /** [count, codeColumns]: columns of `encoded`. */
  readonly codes: Int32Array;
  /** Binary 0 or 1, multiclass the index of the class or −1 where no training row has it, regression the standardised value. */
  readonly label: Float32Array;
}

export interface RowLayout {
  readonly denseColumns: number;
  readonly codeColumns: number;
}

export interface RowReader extends RowLayout, AsyncDisposable {
  /** Rows `from` to `to` (exclusive, in the order of the file) of a Parquet file. */
  read(path: string, from: number, to: number): Promise<Rows>;
}

export interface RowReaderOptions {
  readonly definition: Definition;
  readonly inputs: readonly EncodedInput[];
  readonly classes: readonly string[];
  readonly target: { readonly mean: number; readonly scale: number };
  /** Files whose texts must have codes. */
  readonly paths: readonly string[];
}

export function layoutOf(inputs: readonly EncodedInput[]): RowLayout {
  const dense = inputs.filter(({ encoding }) => encoding.kind === "standardise");
  return {
    denseColumns: dense.reduce((sum, { encodedNames }) => sum + encodedNames.length, 0),
    codeColumns: inputs.length - dense.length,
  };
}

/** Prepares the engine to read rows; the dictionaries of the texts live until it is disposed. */
export async function openRowReader(engine: Engine, options: RowReaderOptions): Promise<RowReader> {
  const layout = layoutOf(options.inputs);
  const dictionaries: string[] = [];
  const dense: ReadColumn[] = [];
  const codes: ReadColumn[] = [];
  for (const input of options.inputs) {
    const { encoding, name, start } = input;
    if (encoding.kind === "standardise") {
      const sql = numberColumnSql(input, options.definition);
      dense.push({ name, sql, matrix: "dense", column: start, write: standardiseInto(encoding) });
    } else {
      const dictionary = `aw_texts_${dictionaries.length}`;
      const values =
        encoding.kind === "oneHot" ? encoding.vocabulary : await distinctTexts(engine, name, options.paths);
      await makeDictionary(engine, dictionary, values, await codesOf(input, values));
      dictionaries.push(dictionary);
      const sql = `CAST(${codeSql(input, dictionary)} AS INTEGER)`;
      codes.push({ sql, matrix: "codes", column: codes.length, write: copyInto });
    }
  }
  const label: ReadColumn = {
    sql: `CAST(${labelSql(options)} AS DOUBLE)`,
    matrix: "label",
    column: 0,
    write: copyInto,
  };
  const columns = [...dense, ...codes, label];
  return {
    ...layout,
    async read(path, from, to) {
      const source = parquetTable(path, { rowNumbers: true });
      const complete = await completeColumns(engine, path);
      const values = columns.map((column) => valueSql(column, complete)).join(", ");
      const rows = emptyRows(to - from, layout);
      const sql = `SELECT ${values} FROM ${source} WHERE file_row_number >= ${from} AND file_row_number < ${to}`;
      const count = await streamNumbers(engine, sql, (read, row) => fill(rows, columns, read, row));
      if (count !== rows.count) throw new TypeError(`${path} gave ${count} rows, wanted ${rows.count}`);
      return rows;
    },
    async [Symbol.asyncDispose]() {
      for (const dictionary of dictionaries)
        await engine.run(`DROP TABLE IF EXISTS ${dictionary}; DROP TYPE IF EXISTS ${dictionary}_type`);
    },
  };
}

/** A column of the query, and where its values go. */
interface ReadColumn {
  readonly sql: string;
  /** The input whose missing values are NULL in `sql`; none where `sql` gives something for them. */
  readonly name?: string;
  readonly matrix: "dense" | "codes" | "label";
  readonly column: number;
  readonly write: Write;
}

function emptyRows(count: number, { denseColumns, codeColumns }: RowLayout): Rows {
  return {
    count,
    dense: new Float32Array(count * denseColumns),
    codes: new Int32Array(count * codeColumns),
    label: new Float32Array(count),
  };
}

/** Rows that are written column by column before the next ones: few enough that they stay in the nearest cache. */
const blockRows = 256;

function fill(
  rows: Rows,
  columns: readonly ReadColumn[],
  read: readonly NumberColumn[],
  firstRow: number,
): void {
  const writes = columns.map(({ matrix, column, write }, index) => {
    const [target, values] = [rows[matrix], read[index]];
    if (values === undefined) throw new TypeError(`the engine gave no column ${index}`);
    const stride = target.length / rows.count;
    return { write, values, target, stride, start: firstRow * stride + column };
  });
  const count = read[0]?.length ?? 0;
  for (let from = 0; from < count; from += blockRows) {
    const to = Math.min(count, from + blockRows);
    for (const { write, values, target, stride, start } of writes)
      write(values, target, { from, to, first: start + from * stride, stride });
  }
}

function doubleSql(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}

function numberColumnSql({ name }: EncodedInput, definition: Definition): string {
  const origin = definition.inputs.find((candidate) => candidate.name === name)?.origin ?? "feature";
  return numberSql({ name, origin }, definition);
}

/** Where a file has no NULL the engine need not look for one: it would copy the whole column. */
function valueSql({ sql, name }: ReadColumn, complete: ReadonlySet<string>): string {
  return name === undefined || complete.has(name) ? sql : `coalesce(${sql}, ${doubleSql(Number.NaN)})`;
}

async function distinctTexts(engine: Engine, name: string, paths: readonly string[]): Promise<string[]> {
  const files = parquetTable(paths);
  const rows = await engine.all(`SELECT DISTINCT ${textSql({ name })} AS v FROM ${files} ORDER BY v`);
  return rows.map(({ v }) => String(v)).filter((value) => value !== "");
}

async function codesOf({ start, encoding }: EncodedInput, values: readonly string[]): Promise<number[]> {
  const places = encoding.kind === "hash" ? await bucketsOf(values, encoding.buckets) : [...values.keys()];
  return places.map((place) => start + place);
}

/** The code of each text, found by the text's place in an enumeration: a hash look-up that keeps the order of rows. */
async function makeDictionary(
  engine: Engine,
  name: string,
  values: readonly string[],
  codes: readonly number[],
): Promise<void> {
  const texts = values.length === 0 ? "['']" : `[${values.map(quoteText).join(", ")}]`;
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT [${codes.join(", ")}]::INTEGER[] AS codes`,
  );
  await engine.run(
    `DROP TYPE IF EXISTS ${name}_type; CREATE TYPE ${name}_type AS ENUM (SELECT unnest(${texts}))`,
  );
}

function codeSql(input: EncodedInput, dictionary: string): string {
  const { start, encoding, encodedNames } = input;
  const missing = start + encodedNames.length - 1;
  const unknown = encoding.kind === "oneHot" ? start + encoding.vocabulary.length : missing;
  const text = textSql(input);
  // enum_code is as narrow as the dictionary is small: its sums would overflow.
  const place = `CAST(enum_code(TRY_CAST(${text} AS ${dictionary}_type)) AS INTEGER)`;
  const code =
    encoding.kind === "oneHot"
      ? `${start} + ${place}`
      : `list_extract((SELECT codes FROM ${dictionary}), ${place} + 1)`;
  return `CASE WHEN ${text} = '' THEN ${missing} ELSE coalesce(${code}, ${unknown}) END`;
}

function labelSql({ definition, classes, target }: RowReaderOptions): string {
  const { task } = definition.events.label;
  if (task === "binary") return "CAST(_aw_label AS INTEGER)";
  if (task === "regression") return `((_aw_label - ${doubleSql(target.mean)}) / ${doubleSql(target.scale)})`;
  return `coalesce(list_position([${classes.map(quoteText).join(", ")}], _aw_label), 0) - 1`;
}
