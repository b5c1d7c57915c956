/** A file of labels through collect, so that a label there means what it means in the data trained on. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Column, text, timestamp } from "../../../core/column.ts";
import type { Definition, Source } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import { quoteIdentifier } from "../../../io/engine.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import { collect } from "../../1-collect/index.ts";
import type { Manifest } from "../../6-package/index.ts";
import type { StageContext } from "../../context.ts";

export interface LabelFileInput {
  readonly manifest: Manifest;
  readonly source: Source;
  /** For messages. */
  readonly name: string;
  /** Relative paths start from it. */
  readonly projectDirectory: string;
  readonly directory: string;
  /** Of one prediction or event only the label that was known last. */
  readonly latestOnly?: boolean;
}

export interface LabelFile {
  readonly rows: number;
  /** SELECT of `row`, prediction_id, event_id, label and known_at (epoch ms), oldest known first; null is absent. */
  readonly labels: string;
  /** SELECT of `row`, `column`, `value`, `reason` of what does not fit its column; values of personal data are hidden. */
  readonly misfits: string;
}

const named = { prediction_id: text(), event_id: text(), known_at: timestamp() };

/** Errors of collect; SCHEMA_MISMATCH where the file has no `label`, or neither `prediction_id` nor `event_id`. */
export async function readLabelFile(input: LabelFileInput, context: StageContext): Promise<LabelFile> {
  const { manifest, name } = input;
  const { label } = manifest.definition.events;
  const column = manifest.definition.events.columns[label.column] ?? text();
  const all: Readonly<Record<string, Column>> = { ...named, label: column };
  const directory = join(input.directory, "labels");
  await mkdir(directory, { recursive: true });
  const attempt = (columns: Readonly<Record<string, Column>>) =>
    collectLabels({ ...input, definition: definitionOf(input, columns), directory, columns }, context);
  try {
    return await attempt(all);
  } catch (cause) {
    const found = foundColumns(cause);
    if (found === null) throw cause;
    const lacks = lackedBy(found);
    if (lacks !== null)
      throw new AirworthyError(
        "SCHEMA_MISMATCH",
        `Cannot read labels from '${name}': it has ${lacks}; wanted label, and prediction_id or event_id.`,
        { cause },
      );
    const present = Object.entries(all).filter(([name]) => found.has(name));
    return await attempt(Object.fromEntries(present));
  }
}

interface CollectLabels {
  readonly definition: Definition;
  readonly directory: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly projectDirectory: string;
  readonly latestOnly?: boolean;
}

/** How many rows there were where none fits its columns, which is told row by row; any other failure goes on. */
function setAside(cause: unknown): number {
  const rows =
    cause instanceof AirworthyError && cause.code === "NO_ROWS" ? cause.details.rejectedRows : null;
  if (typeof rows === "number") return rows;
  throw cause;
}

async function collectLabels(
  { definition, directory, columns, projectDirectory, latestOnly = false }: CollectLabels,
  context: StageContext,
): Promise<LabelFile> {
  const rows = await collect({ definition, projectDirectory, directory }, context).then(
    ({ flow }) => flow.rowsIn,
    setAside,
  );
  const given = (name: string, sql = quoteIdentifier(name)) =>
    `${Object.hasOwn(columns, name) ? sql : "NULL"} AS ${quoteIdentifier(name)}`;
  const hidden =
    columns.label?.pii === true ? `CASE "column" WHEN 'label' THEN '(hidden)' ELSE value END` : "value";
  const parts = [
    given("prediction_id"),
    given("event_id"),
    given("label"),
    given("known_at", "epoch_ms(known_at)"),
  ];
  return {
    rows,
    labels: `SELECT * FROM (SELECT _aw_row AS "row", ${parts.join(", ")} FROM ${parquetTable(join(directory, "raw.parquet"))})
      ${latestOnly ? newest : ""} ORDER BY known_at NULLS LAST, "row"`,
    misfits: `SELECT _aw_row AS "row", "column", ${hidden} AS value, reason
      FROM ${parquetTable(join(directory, "rejected.parquet"))} ORDER BY "row"`,
  };
}

/** What is not known to have been known at some time is taken as the newest. */
const newest = `QUALIFY row_number() OVER (PARTITION BY prediction_id, event_id ORDER BY known_at DESC NULLS FIRST, "row" DESC) = 1`;

/** Only what collect reads of it: the source and its columns. */
function definitionOf({ manifest, source }: LabelFileInput, columns: CollectLabels["columns"]): Definition {
  const { definition } = manifest;
  return { ...definition, rules: [], events: { ...definition.events, source, columns, maxRejectedShare: 1 } };
}

function lackedBy(found: ReadonlySet<string>): string | null {
  if (!found.has("label")) return "no column 'label'";
  if (found.has("prediction_id") || found.has("event_id")) return null;
  return "neither a column 'prediction_id' nor 'event_id'";
}

/** The columns that the file has, where collect refused it for lacking some. */
function foundColumns(cause: unknown): ReadonlySet<string> | null {
  if (!(cause instanceof AirworthyError) || cause.code !== "SCHEMA_MISMATCH") return null;
  const { columns } = cause.details;
  return Array.isArray(columns) ? new Set(columns.map(String)) : null;
}
