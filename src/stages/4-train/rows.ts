/**
 * Rows as training reads them: what the exported graph makes of them up to its `encoded` output, computed by the
 * engine with the same double arithmetic. One-hot blocks stay codes; the graph spreads them batch by batch.
 */
import type { Definition } from "../../core/definition/index.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { matrixColumns, type NumberMatrix, streamMatrices } from "../../io/matrix-stream.ts";
import { bucketsOf } from "./bucket.ts";
import { type EncodedInput, greatestStandardised } from "./encoded-input.ts";
import { numberSql, textSql } from "./input-sql.ts";

export interface Rows {
  readonly count: number;
  /** [count, denseColumns], row-major. */
  readonly dense: Float32Array;
  /** [count, codeColumns]: columns of `encoded`. */
  readonly codes: Int32Array;
  /** Binary 0 or 1, multiclass the index of the class, regression the standardised value. */
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
  const dense: string[] = [];
  const codes: string[] = [];
  for (const input of options.inputs) {
    const { encoding, name } = input;
    if (encoding.kind === "standardise") dense.push(...denseSql(input, options.definition));
    else {
      const dictionary = `aw_texts_${dictionaries.length}`;
      const values =
        encoding.kind === "oneHot" ? encoding.vocabulary : await distinctTexts(engine, name, options.paths);
      await makeDictionary(engine, dictionary, values, await codesOf(input, values));
      dictionaries.push(dictionary);
      codes.push(codeSql(input, dictionary));
    }
  }
  const columns = [
    matrixColumns(dense, "FLOAT"),
    matrixColumns(codes, "INTEGER"),
    matrixColumns([labelSql(options)], "FLOAT"),
  ];
  return {
    ...layout,
    async read(path, from, to) {
      const source = `read_parquet(${quoteText(path)}, file_row_number = true)`;
      const sql = `SELECT ${columns.join(", ")} FROM ${source} WHERE file_row_number >= ${from} AND file_row_number < ${to}`;
      const [denseRows, codeRows, label] = await streamMatrices(engine, {
        sql,
        rows: to - from,
        matrices: [
          { width: layout.denseColumns, make: Float32Array },
          { width: layout.codeColumns, make: Int32Array },
          { width: 1, make: Float32Array },
        ],
      });
      return { count: to - from, dense: float(denseRows), codes: integer(codeRows), label: float(label) };
    },
    async [Symbol.asyncDispose]() {
      for (const dictionary of dictionaries)
        await engine.run(`DROP TABLE IF EXISTS ${dictionary}; DROP TYPE IF EXISTS ${dictionary}_type`);
    },
  };
}

function float(matrix: NumberMatrix | undefined): Float32Array {
  return matrix instanceof Float32Array ? matrix : new Float32Array();
}

function integer(matrix: NumberMatrix | undefined): Int32Array {
  return matrix instanceof Int32Array ? matrix : new Int32Array();
}

function doubleSql(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}

function denseSql(input: EncodedInput, definition: Definition): string[] {
  const { name, encoding } = input;
  if (encoding.kind !== "standardise") return [];
  const origin = definition.inputs.find((candidate) => candidate.name === name)?.origin ?? "feature";
  const value = numberSql({ name, origin }, definition);
  const scaled = `((coalesce(${value}, ${doubleSql(encoding.impute)}) - ${doubleSql(encoding.mean)}) / ${doubleSql(encoding.scale)})`;
  const clipped = `greatest(least(${scaled}, ${doubleSql(greatestStandardised)}), ${doubleSql(-greatestStandardised)})`;
  return encoding.indicator ? [clipped, `CASE WHEN ${value} IS NULL THEN 1 ELSE 0 END`] : [clipped];
}

async function distinctTexts(engine: Engine, name: string, paths: readonly string[]): Promise<string[]> {
  const files = `read_parquet([${paths.map(quoteText).join(", ")}])`;
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
  const place = `enum_code(TRY_CAST(${text} AS ${dictionary}_type))`;
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
  return `list_position([${classes.map(quoteText).join(", ")}], _aw_label) - 1`;
}
