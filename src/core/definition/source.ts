/** Where events come from: plain data; `stages/1-collect` reads it. */

interface FileOptions {
  /** `"auto"` (the default) goes by the file's ending: .gz is gzip, .zst is zstd. */
  readonly compression?: "auto" | "none" | "gzip" | "zstd";
}

export interface CsvOptions extends FileOptions {
  /** One character; found in the file unless told. */
  readonly delimiter?: string;
  /** Whether the first line names the columns; true unless told. */
  readonly header?: boolean;
  /** The text that stands for a missing value beside the empty one. */
  readonly missing?: string;
  readonly encoding?: "utf-8" | "latin-1";
}

export type FileSource =
  | ({ readonly kind: "csv"; readonly paths: readonly string[] } & CsvOptions)
  | ({ readonly kind: "jsonLines"; readonly paths: readonly string[] } & FileOptions)
  | { readonly kind: "parquet"; readonly paths: readonly string[] };

export interface PostgresSource {
  readonly kind: "postgres";
  /** A URL, or the name of an environment variable that holds one: `"env:DATABASE_URL"`. */
  readonly url: string;
  /** A table's name (`schema.table`) or, where it begins with SELECT or WITH, a query. */
  readonly from: string;
}

export type Source = FileSource | PostgresSource;

function pathList(paths: string | readonly string[]): readonly string[] {
  return typeof paths === "string" ? [paths] : paths;
}

/** CSV files; `paths` may hold globs and is relative to the config's folder. */
export function csv(paths: string | readonly string[], options: CsvOptions = {}): Source {
  return { kind: "csv", paths: pathList(paths), ...options };
}

/** Files with one JSON object a line. */
export function jsonLines(paths: string | readonly string[], options: FileOptions = {}): Source {
  return { kind: "jsonLines", paths: pathList(paths), ...options };
}

/** Parquet files. */
export function parquet(paths: string | readonly string[]): Source {
  return { kind: "parquet", paths: pathList(paths) };
}

/** A PostgreSQL table or query, streamed by COPY. */
export function postgres(options: { readonly url: string; readonly from: string }): Source {
  return { kind: "postgres", ...options };
}
