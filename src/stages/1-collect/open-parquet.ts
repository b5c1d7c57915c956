/** Parquet files; the reader knows each row's place, so they are read by all cores. */
import { AirworthyError } from "../../core/error.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { literalPaths } from "../../io/parquet-table.ts";
import { type OpenOptions, type OpenSource, readFailure, type SourceColumn } from "./source.ts";
import { typedCast } from "./typed-cast.ts";

/** Opens Parquet files; SOURCE_UNREADABLE where one is none. */
export async function openParquet(paths: readonly string[], { context }: OpenOptions): Promise<OpenSource> {
  const { engine } = context;
  const list = literalPaths(paths);
  try {
    const described = await engine.all(`DESCRIBE SELECT * FROM read_parquet(${list})`);
    const files = await engine.all(`SELECT file_name, num_rows FROM parquet_file_metadata(${list})`);
    return {
      columns: described.map(({ column_name, column_type }) =>
        typedColumn(String(column_name), String(column_type)),
      ),
      from: `read_parquet(${list})`,
      position: positionSql(
        paths,
        new Map(files.map(({ file_name, num_rows }) => [String(file_name), Number(num_rows)])),
      ),
      broken: null,
      leftOut: async () => null,
      brokenText: async () => null,
      async [Symbol.asyncDispose]() {},
    };
  } catch (cause) {
    throw readFailure(cause, paths);
  }
}

function typedColumn(name: string, type: string): SourceColumn {
  const seen = quoteIdentifier(name);
  return { name, type, seen, kept: seen, cast: (column) => typedCast(type, column) };
}

function positionSql(paths: readonly string[], rows: ReadonlyMap<string, number>): string {
  if (paths.length === 1) return "file_row_number + 1";
  let before = 0;
  const branches = paths.map((path) => {
    const branch = `WHEN ${quoteText(path)} THEN ${before}`;
    const count = rows.get(path);
    if (count === undefined)
      throw new AirworthyError("SOURCE_UNREADABLE", `Cannot read '${path}': it has no metadata.`);
    before += count;
    return branch;
  });
  return `file_row_number + 1 + CASE filename ${branches.join(" ")} END`;
}
