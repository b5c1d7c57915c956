/** What is read of the log page by page, as a Parquet file: whatever its size, one page of it is in memory. */
import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, quoteText } from "../../../io/engine.ts";
import { diskFailure } from "../../../io/files.ts";
import { literalPaths, parquetTable } from "../../../io/parquet-table.ts";

export interface SpoolContext {
  readonly engine: Engine;
  /** Called between pages; throws where the work is to stop. */
  readonly proceed: (read: number) => void;
}

export interface SpoolTable<T> {
  readonly name: string;
  /** The columns of a line, by their types. */
  readonly columns: Readonly<Record<string, string>>;
  /** What is kept of them. */
  readonly select: string;
  readonly line: (row: T) => string;
}

/** The FROM item of a Parquet file with `pages`, in the order of `seq`. */
export async function spoolLines<T>(
  { name, columns, select, line }: SpoolTable<T>,
  pages: AsyncIterable<readonly T[]>,
  { directory, engine, proceed }: SpoolContext & { readonly directory: string },
): Promise<string> {
  const lines = join(directory, `${name}.jsonl`);
  const target = join(directory, `${name}.parquet`);
  let read = 0;
  try {
    await using file: FileHandle = await open(lines, "w", 0o600);
    for await (const page of pages) {
      await file.write(`${page.map(line).join("\n")}\n`);
      read += page.length;
      proceed(read);
    }
  } catch (cause) {
    throw diskFailure(cause, lines);
  }
  const types = Object.entries(columns).map(([column, type]) => `${column}: ${quoteText(type)}`);
  await engine.run(
    `COPY (SELECT ${select} FROM read_json(${literalPaths([lines])}, format = 'newline_delimited', columns = {${types.join(", ")}}) ORDER BY seq) TO ${quoteText(target)} (FORMAT parquet)`,
  );
  await rm(lines);
  return parquetTable(target);
}
