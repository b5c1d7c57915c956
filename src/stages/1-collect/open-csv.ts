/** CSV files as text columns; records that do not split into the columns are left out with their line. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { FileSource } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { quoteText } from "../../io/engine.ts";
import { literalPaths } from "../../io/parquet-table.ts";
import { type Compression, type CsvHead, compressionOf, readCsvHead } from "./csv-head.ts";
import { decodeLatin } from "./decode-latin.ts";
import { dropRejectTables, leftOutRecords, rejectTables } from "./left-out-records.ts";
import type { OpenOptions, OpenSource, SourceColumn } from "./source.ts";
import { textCasts } from "./text-cast.ts";

export type CsvSource = Extract<FileSource, { kind: "csv" }>;

export interface CsvInput {
  readonly source: Omit<CsvSource, "kind" | "paths">;
  readonly paths: readonly string[];
  /** The columns' names where the first line does not tell them. */
  readonly declared: readonly string[];
  /** Whether a quoted nothing is an empty text and not a missing value. */
  readonly keepEmpty?: boolean;
}

/** Opens CSV files; NO_ROWS where all are empty, SCHEMA_MISMATCH where their first lines differ. */
export async function openCsv(input: CsvInput, options: OpenOptions): Promise<OpenSource> {
  const { source, paths, declared } = input;
  const { header = true } = source;
  const files = await readHeads(input, options);
  const [first] = files;
  if (first === undefined) {
    throw new AirworthyError("NO_ROWS", `There is nothing to collect: '${paths.join("', '")}' is empty.`);
  }
  checkAlike(first, files, header);
  const names = header ? headerNames(first.fields) : positionalNames(first.fields.length, declared);
  const tables = rejectTables(options.prefix);
  const settings = readSettings({ input, head: first, width: names.length, lenient: options.lenient });
  const list = literalPaths(files.map(({ path }) => path));
  const read = (more: readonly string[]) => `read_csv(${[list, ...settings, ...more].join(", ")})`;
  return {
    columns: names.map((name, index) => textColumn(name, `c${index + 1}`)),
    from: read([
      "store_rejects = true",
      `rejects_table = '${tables.errors}'`,
      `rejects_scan = '${tables.scans}'`,
    ]),
    position: null,
    broken: null,
    leftOut: () =>
      leftOutRecords(options.context.engine, {
        tables,
        headerLines: header ? 1 : 0,
        again: read(["ignore_errors = true", "filename = true"]),
        files: files.map(({ path }) => path),
      }),
    brokenText: async () => null,
    async [Symbol.asyncDispose]() {
      await dropRejectTables(options.context.engine, tables);
      for (const { decoded, path } of files) if (decoded) await rm(path, { force: true });
    },
  };
}

interface FullHead extends CsvHead {
  readonly path: string;
  /** Whether the path is a temporary copy in UTF-8. */
  readonly decoded: boolean;
  readonly compression: Compression;
  readonly fields: readonly string[];
}

/** The files that are not empty, in UTF-8, with what their first lines tell. */
async function readHeads(
  { source, paths }: CsvInput,
  { scratch, context }: OpenOptions,
): Promise<FullHead[]> {
  const { compression: option = "auto", encoding = "utf-8", delimiter } = source;
  const files: FullHead[] = [];
  for (const [index, path] of paths.entries()) {
    const compression = compressionOf(path, option);
    const head = await readCsvHead(path, { compression, encoding, delimiter });
    if (head.fields === null) continue;
    const full = { ...head, fields: head.fields };
    if (encoding === "utf-8") {
      files.push({ ...full, path, compression, decoded: false });
      continue;
    }
    const target = join(scratch, `decoded-${index + 1}.csv`);
    await decodeLatin(path, { compression, target, signal: context.signal });
    files.push({ ...full, path: target, compression: "none", decoded: true });
  }
  return files;
}

function checkAlike(first: FullHead, files: readonly FullHead[], header: boolean): void {
  const other = files.find(
    ({ fields, delimiter, compression }) =>
      compression !== first.compression ||
      delimiter !== first.delimiter ||
      (header ? fields.join("\n") !== first.fields.join("\n") : fields.length !== first.fields.length),
  );
  if (other === undefined) return;
  throw new AirworthyError(
    "SCHEMA_MISMATCH",
    `Cannot read '${first.path}' and '${other.path}' as one table: their first lines, delimiters or compressions differ.`,
    { details: { paths: [first.path, other.path] } },
  );
}

function headerNames(fields: readonly string[]): string[] {
  return fields.map((field, index) => (field === "" ? `column_${index + 1}` : field));
}

function positionalNames(width: number, declared: readonly string[]): string[] {
  return Array.from({ length: width }, (_, index) => declared[index] ?? `column_${index + 1}`);
}

function textColumn(name: string, seen: string): SourceColumn {
  return { name, type: "text", seen, kept: seen, cast: (column) => textCasts[column.kind](column) };
}

interface ReadSettings {
  readonly input: CsvInput;
  readonly head: FullHead;
  readonly width: number;
  readonly lenient: boolean;
}

/** Nothing is left to be guessed: what is guessed from a sample is wrong after it. */
function readSettings({ input, head, width, lenient }: ReadSettings): string[] {
  const { missing, header = true } = input.source;
  const columns = Array.from({ length: width }, (_, index) => `'c${index + 1}': 'VARCHAR'`);
  return [
    "auto_detect = false",
    `columns = {${columns.join(", ")}}`,
    `header = ${header}`,
    `delim = ${quoteText(head.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `compression = '${head.compression}'`,
    `nullstr = ['', ${quoteText(missing ?? "")}]`,
    `allow_quoted_nulls = ${input.keepEmpty !== true}`,
    `strict_mode = ${!lenient}`,
  ];
}
