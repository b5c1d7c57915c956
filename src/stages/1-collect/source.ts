/** What every source becomes: a FROM item whose rows stand in the source's order, with its columns. */
import type { Column } from "../../core/column.ts";
import { AirworthyError } from "../../core/error.ts";
import type { StageContext } from "../context.ts";
import type { Cast } from "./cast.ts";

export interface SourceColumn {
  readonly name: string;
  /** The type as people know it, for messages. */
  readonly type: string;
  /** The value as the source has it. */
  readonly seen: string;
  /** The cast to a declared column; null where the types cannot agree. */
  cast(column: Column): Cast | null;
  /** The value where no cast is asked for. */
  readonly kept: string;
}

/** A table of rows that the reader could not split into columns. */
export interface LeftOutRows {
  readonly count: number;
  /** A SELECT of `_aw_row`, `value` (the row's text) and `reason`. */
  readonly rows: string;
  /** A SELECT of `first`, `shift`: from the row read as `first` (1-based) on, positions are `shift` higher. */
  readonly shifts: string;
}

export interface OpenSource extends AsyncDisposable {
  readonly columns: readonly SourceColumn[];
  readonly from: string;
  /** SQL of the row's 1-based position where the reader knows it; null where only the order says it. */
  readonly position: string | null;
  /** SQL that is true for a row that was read as nothing at all; null where there is none. */
  readonly broken: string | null;
  /** The rows that the reader left out, once the source was read to its end; null where there is none. */
  leftOut(): Promise<LeftOutRows | null>;
  /** SQL: rows that are broken, as `_aw_row` (the position as read) and `value`, the row's text. */
  brokenText(positions: string): Promise<string | null>;
}

export interface OpenOptions {
  readonly context: StageContext;
  /** Names for temporary tables that no other open source has. */
  readonly prefix: string;
  /** A folder for temporary files. */
  readonly scratch: string;
  /** Whether to read what does not keep to its format: CSV with mixed line ends, lines that are no JSON. */
  readonly lenient: boolean;
}

/** The failure of a read as SOURCE_UNREADABLE where the source is the reason; otherwise the cause as it is. */
export function readFailure(cause: unknown, paths: readonly string[]): unknown {
  if (!(cause instanceof AirworthyError) || cause.code !== "ENGINE_FAILED") return cause;
  const message = cause.cause instanceof Error ? cause.cause.message : cause.message;
  if (!/^(Invalid Input|IO|HTTP|Serialization|Out of Range|Invalid) Error|^Error/i.test(message))
    return cause;
  const named = paths.find((path) => message.includes(path)) ?? paths.join(", ");
  const [firstLine] = message.split("\n", 1);
  return new AirworthyError("SOURCE_UNREADABLE", `Cannot read '${named}': ${firstLine}`, {
    cause,
    details: { paths },
  });
}
