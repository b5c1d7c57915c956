/** Stage 5 of the issue: the labelled rows on one side or the other, and where that leaks. */
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import type { Flow } from "../../core/progress.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { throwIfCancelled } from "../run-query.ts";
import { labelSql } from "./label.ts";
import { splitTable } from "./split-rule.ts";
import { warningTable } from "./split-warning.ts";
import { type FoundWindow, findWindow, type SplitWindow, windowWords } from "./split-window.ts";

export interface SplitInput {
  readonly definition: Definition;
  /** Path of features.parquet. */
  readonly features: string;
  /**
   * Where train.parquet and validation.parquet are written: features.parquet's columns and `_aw_label`
   * (binary BOOLEAN, multiclass VARCHAR, regression DOUBLE), only rows whose label is not missing.
   */
  readonly directory: string;
  /** Only labelled rows of the newest span are split; all unless told. */
  readonly windowMs?: number | null;
}

export interface Split {
  readonly flow: Flow;
  readonly note: string;
  readonly by: "time" | "entity" | "random";
  readonly trainRows: number;
  readonly validationRows: number;
  readonly unlabelledRows: number;
  /** Present where only the newest rows were split. */
  readonly window?: SplitWindow;
  /** Where the split leaks, in sentences; empty where it does not. */
  readonly warnings: readonly string[];
}

const whole = new Intl.NumberFormat("en-US");
const sides = ["train", "validation"] as const;

/**
 * Puts the labelled rows on one side or the other, in the order of the feature table. LABEL_UNUSABLE where there is
 * nothing to tell apart, NO_ROWS where a side is empty.
 */
export async function split(input: SplitInput, context: StageContext): Promise<Split> {
  const { definition, directory } = input;
  const { engine } = context;
  throwIfCancelled(context.signal, "split");
  const total = await openLabelled(engine, input);
  try {
    const { window } = total;
    const labelled = await countLabels(engine, definition, total);
    throwIfCancelled(context.signal, "split");
    await splitTable[definition.split.by](engine, definition, labelled);
    const paths = {
      train: join(directory, "train.parquet"),
      validation: join(directory, "validation.parquet"),
    };
    for (const side of sides) {
      throwIfCancelled(context.signal, "split");
      await writeSide(engine, side, paths[side]);
    }
    const tables = { train: tableSql(paths.train), validation: tableSql(paths.validation) };
    const [trainRows, validationRows] = await countSides(engine, definition, tables, {
      rows: labelled,
      window,
    });
    const warnings: string[] = [];
    for (const rule of warningTable[definition.split.by])
      warnings.push(...(await rule(engine, definition, tables)));
    const { columns } = total;
    const unlabelledRows = total.rows - labelled - (window?.olderRows ?? 0);
    return {
      flow: { rowsIn: total.rows, columnsIn: columns, rowsOut: labelled, columnsOut: columns },
      note: noteOf(definition, { trainRows, validationRows, unlabelledRows, window }),
      by: definition.split.by,
      trainRows,
      validationRows,
      unlabelledRows,
      ...(window === null
        ? {}
        : { window: { ms: window.ms, from: window.from, olderRows: window.olderRows } }),
      warnings,
    };
  } finally {
    await engine.run("DROP VIEW IF EXISTS aw_labelled; DROP TABLE IF EXISTS aw_validation");
  }
}

function tableSql(path: string): string {
  return parquetTable(path);
}

interface Labelled {
  /** Of the feature table. */
  readonly rows: number;
  readonly columns: number;
  readonly window: FoundWindow | null;
}

async function openLabelled(
  engine: Engine,
  { definition, features, windowMs = null }: SplitInput,
): Promise<Labelled> {
  const source = tableSql(features);
  const labelled = `(SELECT * FROM (SELECT *, ${labelSql(definition)} AS _aw_label FROM ${source}) WHERE _aw_label IS NOT NULL)`;
  const window = windowMs === null ? null : await findWindow(engine, definition, { labelled, ms: windowMs });
  await engine.run(`CREATE OR REPLACE TEMP VIEW aw_labelled AS
    SELECT * FROM ${labelled}${window === null ? "" : ` WHERE ${window.isInside}`}`);
  const [counted] = await engine.all(`SELECT count(*) AS n FROM ${source}`);
  const names = await engine.all(`SELECT column_name FROM (DESCRIBE SELECT * FROM ${source})`);
  const columns = names.filter(({ column_name }) => !String(column_name).startsWith("_aw_")).length;
  return { rows: Number(counted?.n), columns, window };
}

async function labelCounts(
  engine: Engine,
  table: string,
): Promise<{ rows: number; distinct: number; one: string }> {
  const [found] = await engine.all(
    `SELECT count(*) AS n, count(DISTINCT _aw_label) AS d, CAST(min(_aw_label) AS VARCHAR) AS one FROM ${table}`,
  );
  return { rows: Number(found?.n), distinct: Number(found?.d), one: String(found?.one) };
}

const wantedByTask = {
  binary: "a boolean label needs both values",
  multiclass: "a category label needs at least two classes",
  regression: "a number label needs at least two values",
} as const;

async function countLabels(
  engine: Engine,
  definition: Definition,
  { rows: total, window }: Labelled,
): Promise<number> {
  const { column, task } = definition.events.label;
  if (total === 0) throw new AirworthyError("NO_ROWS", "Cannot split: the feature table has no rows.");
  const { rows, distinct, one } = await labelCounts(engine, "aw_labelled");
  if (distinct >= 2 || rows === 1) return rows;
  const what =
    rows === 0
      ? `none of ${whole.format(total)} rows has a label`
      : `${whole.format(rows)} of ${whole.format(rows)} labels${windowWords(window)} are ${one}`;
  throw new AirworthyError("LABEL_UNUSABLE", `Cannot train on '${column}': ${what}; ${wantedByTask[task]}.`, {
    details: { column, rows, distinct },
  });
}

async function writeSide(engine: Engine, side: (typeof sides)[number], path: string): Promise<void> {
  const test = side === "validation" ? "IN" : "NOT IN";
  await engine.run(`COPY (SELECT * FROM aw_labelled WHERE _aw_row ${test} (SELECT _aw_row FROM aw_validation))
    TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)`);
}

async function countSides(
  engine: Engine,
  definition: Definition,
  tables: Readonly<Record<(typeof sides)[number], string>>,
  { rows: labelled, window }: Pick<Labelled, "rows" | "window">,
): Promise<[train: number, validation: number]> {
  const { split: rule, events } = definition;
  const train = await labelCounts(engine, tables.train);
  const validation = await labelCounts(engine, tables.validation);
  for (const [side, { rows }] of Object.entries({ train, validation })) {
    if (rows > 0) continue;
    const purpose = side === "train" ? "to train on" : "to validate on";
    throw new AirworthyError(
      "NO_ROWS",
      `Cannot split ${whole.format(labelled)} labelled ${labelled === 1 ? "row" : "rows"}${windowWords(window)} by ${rule.by} with a validation share of ${rule.validation}: no row is left ${purpose}; both sides need at least one.`,
      { details: { by: rule.by, rows: labelled, validation: rule.validation } },
    );
  }
  if (train.distinct < 2) {
    throw new AirworthyError(
      "LABEL_UNUSABLE",
      `Cannot train on '${events.label.column}': ${whole.format(train.rows)} of ${whole.format(train.rows)} training labels are ${train.one}, the others are all among the validation rows; ${wantedByTask[events.label.task]}.`,
      { details: { column: events.label.column, rows: train.rows } },
    );
  }
  return [train.rows, validation.rows];
}

interface NoteInput extends Pick<Split, "trainRows" | "validationRows" | "unlabelledRows"> {
  readonly window: SplitWindow | null;
}

function noteOf({ split: rule }: Definition, counts: NoteInput): string {
  const { trainRows, validationRows, unlabelledRows, window } = counts;
  const left = [
    ...(window === null
      ? []
      : [`; ${whole.format(window.olderRows)} before${windowWords(window).slice(3)} left out`]),
    ...(unlabelledRows === 0 ? [] : [`; ${whole.format(unlabelledRows)} without a label left out`]),
  ];
  return `by ${rule.by}: ${whole.format(trainRows)} rows to train on, ${whole.format(validationRows)} to validate${left.join("")}`;
}
