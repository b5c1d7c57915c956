import type { Engine } from "./engine.ts";
import { literalPaths } from "./parquet-table.ts";

/** The columns of a Parquet file without a missing value, by the file's own statistics. */
export async function completeColumns(engine: Engine, path: string): Promise<ReadonlySet<string>> {
  const rows = await engine.all(
    `SELECT path_in_schema AS name FROM parquet_metadata(${literalPaths([path])}) GROUP BY name HAVING count(*) = count(stats_null_count) AND sum(stats_null_count) = 0`,
  );
  return new Set(rows.map(({ name }) => String(name)));
}
