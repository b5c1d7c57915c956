/** Files with one JSON object a line; a line that is none, or has no value at all, is set aside with its text. */

import type { Column } from "../../core/column.ts";
import type { FileSource } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { literalPaths } from "../../io/parquet-table.ts";
import { compressionOf } from "./csv-head.ts";
import { jsonCasts, jsonReadType } from "./json-cast.ts";
import { dropLineTexts, lineTexts } from "./line-texts.ts";
import type { OpenOptions, OpenSource, SourceColumn } from "./source.ts";

export interface JsonLinesInput {
  readonly source: Extract<FileSource, { kind: "jsonLines" }>;
  readonly paths: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
}

/** Opens JSON Lines; NO_ROWS where no line holds an object. */
export async function openJsonLines(
  { source, paths, columns }: JsonLinesInput,
  { context: { engine }, prefix, lenient }: OpenOptions,
): Promise<OpenSource> {
  const compressions = new Set(paths.map((path) => compressionOf(path, source.compression ?? "auto")));
  const [compression = "none"] = compressions;
  if (compressions.size > 1)
    throw new AirworthyError(
      "SCHEMA_MISMATCH",
      `Cannot read ${paths.join(", ")} as one source: their compressions differ.`,
    );
  const list = literalPaths(paths);
  const packed = compression === "none" ? "uncompressed" : compression;
  const keys = await engine.all(
    `SELECT DISTINCT unnest(json_keys(json)) AS name FROM read_ndjson_objects(${list}, ignore_errors = true, compression = '${packed}') ORDER BY name`,
  );
  if (keys.length === 0)
    throw new AirworthyError(
      "NO_ROWS",
      `There is nothing to collect: no line of '${paths.join("', '")}' is a JSON object with a value.`,
    );
  const names = keys.map(({ name }) => String(name));
  const types = names.map((name) => `${quoteText(name)}: '${readTypeOf(columns, name)}'`);
  return {
    columns: names.map((name) => jsonColumn(name, readTypeOf(columns, name))),
    from: lenient
      ? lenientRead(list, packed, names, columns)
      : `read_json(${list}, format = 'newline_delimited', columns = {${types.join(", ")}}, compression = '${packed}')`,
    position: null,
    broken: names.map((name) => `${quoteIdentifier(name)} IS NULL`).join(" AND "),
    leftOut: async () => null,
    brokenText: (positions) => lineTexts({ paths, compression, prefix, engine }, positions),
    async [Symbol.asyncDispose]() {
      await dropLineTexts(engine, prefix);
    },
  };
}

type ReadType = "JSON" | "VARCHAR";

function readTypeOf(columns: Readonly<Record<string, Column>>, name: string): ReadType {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  return column === undefined ? "JSON" : jsonReadType[column.kind];
}

function jsonColumn(name: string, readType: ReadType): SourceColumn {
  const seen = quoteIdentifier(name);
  return {
    name,
    type: "JSON",
    seen,
    kept: readType === "JSON" ? `(${seen} ->> '$')` : seen,
    cast: (column) => jsonCasts[column.kind](column),
  };
}

/** What read_json ignores takes the next line's values with it; so a file with such lines is taken line by line. */
function lenientRead(
  list: string,
  packed: string,
  names: readonly string[],
  columns: Readonly<Record<string, Column>>,
): string {
  const structure = JSON.stringify(
    Object.fromEntries(names.map((name) => [name, readTypeOf(columns, name)])),
  );
  const rows = `SELECT json_transform(json, ${quoteText(structure)}) AS s FROM read_ndjson_objects(${list}, ignore_errors = true, compression = '${packed}')`;
  return `(SELECT ${names.map((name) => `s.${quoteIdentifier(name)} AS ${quoteIdentifier(name)}`).join(", ")} FROM (${rows}))`;
}
