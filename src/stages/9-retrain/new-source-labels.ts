/**
 * The labels of the source's own rows that the champion has not seen: who can write the source's table can poison it, so
 * they are looked at like those of one more source. What it has seen is the raw table that it was made of, in which labels
 * that were in doubt are missing: these are looked at again.
 */
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { labelKnownSql } from "../4-train/index.ts";
import { carriedSource, type LabelScope, outsideSql, sourceRows } from "./labels/label-scope.ts";

export interface NewSourceLabelsInput {
  readonly definition: Definition;
  /** Path of collect's raw.parquet. */
  readonly raw: string;
  /** Path of the raw.parquet that the champion was made of; null where it is gone. */
  readonly seen: string | null;
  /** Path of what was reported, as `readRecorded` gives it: a row that somebody reported a label of does not count. */
  readonly reported: string;
  readonly directory: string;
}

/** Writes them and gives the path of the Parquet file, as `checkLabels` takes it; null where the events have no id. */
export async function writeNewSourceLabels(
  engine: Engine,
  { definition, raw, seen, reported, directory }: NewSourceLabelsInput,
): Promise<string | null> {
  const { id, time, label } = definition.events;
  if (id === null) return null;
  const text = (column: string, of: string) => `CAST(${of}.${quoteIdentifier(column)} AS VARCHAR)`;
  const [key, value] = [text(id, "o"), text(label.column, "o")];
  const isSeen =
    seen === null
      ? "FALSE"
      : `EXISTS (SELECT 1 FROM ${parquetTable(seen)} k WHERE ${text(id, "k")} = ${key} AND ${text(label.column, "k")} = ${value})`;
  const isReported = `EXISTS (SELECT 1 FROM ${parquetTable(reported)} l WHERE l.event_id = ${key} AND l._aw_source <> ${quoteText(carriedSource)})`;
  const target = join(directory, "new-source-labels.parquet");
  await engine.run(
    `COPY (SELECT ${key} AS event_id, ${value} AS label, ${quoteText(sourceRows)} AS _aw_source,
        (${labelKnownSql(definition)}) // 1000 AS _aw_reported, epoch_ms(o.${quoteIdentifier(time)}) AS _aw_happened
      FROM ${parquetTable(raw)} o WHERE ${key} IS NOT NULL AND ${value} IS NOT NULL
        AND NOT ${isSeen} AND NOT ${isReported} ORDER BY 1, 2) TO ${quoteText(target)} (FORMAT parquet)`,
  );
  return target;
}

/** Labels of the source's rows that are not to be learned from. */
export interface DoubtfulRows {
  /** As {@link writeNewSourceLabels} wrote them. */
  readonly labels: string;
  /** Those of the source's rows alone. */
  readonly scopes: readonly LabelScope[];
}

/** FROM item: the source's rows, without the labels in doubt. */
export function withoutDoubtful({ events }: Definition, raw: string, doubtful: DoubtfulRows | null): string {
  if (doubtful === null || events.id === null) return parquetTable(raw);
  const label = quoteIdentifier(events.label.column);
  const ids = `SELECT event_id FROM ${parquetTable(doubtful.labels)} WHERE NOT (${outsideSql(doubtful.scopes)})`;
  return `(SELECT o.* REPLACE (CASE WHEN d.event_id IS NULL THEN o.${label} END AS ${label}) FROM ${parquetTable(raw)} o
    LEFT JOIN (SELECT DISTINCT event_id FROM (${ids})) d ON d.event_id = CAST(o.${quoteIdentifier(events.id)} AS VARCHAR))`;
}
