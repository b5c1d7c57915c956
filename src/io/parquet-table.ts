/**
 * Parquet files of the project as a FROM item. What stands in a folder's name is no pattern, and no column either:
 * DuckDB would make one of every folder named like `year=2026`.
 */
import { quoteText } from "./engine.ts";

export interface ParquetTableOptions {
  /** Whether `file_row_number`, the 0-based place of a row in its file, is a column. */
  readonly rowNumbers?: boolean;
}

/** The rows of these files, by their literal paths, with the columns that they hold. */
export function parquetTable(
  paths: string | readonly string[],
  { rowNumbers = false }: ParquetTableOptions = {},
): string {
  const list = literalPaths(typeof paths === "string" ? [paths] : paths);
  return `read_parquet(${list}, hive_partitioning = false${rowNumbers ? ", file_row_number = true" : ""})`;
}

/** The paths as an SQL list that DuckDB does not read as globs. */
export function literalPaths(paths: readonly string[]): string {
  return `[${paths.map((path) => quoteText(path.replace(/[*?[]/g, "[$&]"))).join(", ")}]`;
}
