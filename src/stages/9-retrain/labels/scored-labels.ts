/** The champion's answers beside labels: of the rows that it was measured on, and of those that it has not learned from. */
import { join } from "node:path";
import type { Definition } from "../../../core/definition/index.ts";
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { createNumberTable } from "../../../io/number-table.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import { labelSql } from "../../4-train/index.ts";
import { type Scores, score } from "../../5-validate/index.ts";
import type { StageContext } from "../../context.ts";
import { typedLabel } from "./typed-label.ts";
import { answerNumber, type WatchedLabels, watchedLabels } from "./watched-labels.ts";

/** The version that answers, and what it was made of. */
export interface WatchedChampion {
  readonly version: number;
  /** Paths of its model.onnx, and of train.parquet and validation.parquet of its run. */
  readonly model: string;
  readonly train: string;
  readonly validation: string;
  /** Path of the raw.parquet that all that was made of; null where it is gone. */
  readonly raw: string | null;
  /** Binary only. */
  readonly threshold: number | null;
}

export interface ScoredLabelsInput {
  readonly definition: Definition;
  /** Path of features.parquet. */
  readonly features: string;
  /** Paths of Parquet files: event_id, label (text), _aw_source, _aw_reported and _aw_happened (epoch ms; null: as the row has it). */
  readonly labels: readonly string[];
  readonly champion: WatchedChampion;
  /** For files; the caller's to remove. */
  readonly directory: string;
}

export interface ScoredLabels {
  /**
   * FROM item: _aw_source, _aw_reported and _aw_happened (epoch ms), _aw_cell, _aw_w0, _aw_w1, … (0 or 1) and the feature
   * table's columns, one row for each label that the champion has not learned.
   */
  readonly fresh: string;
  readonly rows: number;
  /** FROM item: the same of the unseen rows that the champion was measured on, without _aw_source and _aw_reported. */
  readonly reference: string;
  readonly watch: WatchedLabels;
}

const cells = 10;

/** Scores both; null where there is no label that the champion has not learned. */
export async function scoreLabels(
  input: ScoredLabelsInput,
  context: StageContext,
): Promise<ScoredLabels | null> {
  const { directory, champion } = input;
  const { engine } = context;
  const unlearned = join(directory, "unlearned.parquet");
  await engine.run(`COPY (${unlearnedSql(input)}) TO ${quoteText(unlearned)} (FORMAT parquet)`);
  const [{ rows } = {}] = await engine.all(`SELECT count(*) AS "rows" FROM ${parquetTable(unlearned)}`);
  if (Number(rows) === 0) return null;
  const known = join(directory, "known.parquet");
  await engine.run(
    `COPY (SELECT *, epoch_ms(${quoteIdentifier(input.definition.events.time)}) AS _aw_happened
       FROM ${parquetTable(champion.validation)}) TO ${quoteText(known)} (FORMAT parquet)`,
  );
  const reference = await answered(known, input, context);
  const fresh = await answered(unlearned, input, context);
  const { task, classes } = reference.scores;
  const from = parquetTable(reference.path);
  const [found = {}] = await engine.all(
    `SELECT quantile_disc(_aw_score, [${Array.from({ length: cells - 1 }, (_, index) => (index + 1) / cells)}]) AS edges,
       quantile_disc(abs(_aw_truth - _aw_score), 0.9) AS large FROM ${from}`,
  );
  const edges = [...new Set((found.edges as readonly unknown[]).map(Number))];
  const threshold = champion.threshold ?? 0.5;
  const watch = watchedLabels(task, { classes, threshold, edges, largeError: Number(found.large) });
  const watched = watch.watched.map(({ sql }, index) => `CAST(${sql} AS INTEGER) AS _aw_w${index}`);
  const view = (path: string) =>
    `(SELECT *, ${watch.cell} AS _aw_cell, ${watched.join(", ")} FROM ${parquetTable(path)})`;
  return { fresh: view(fresh.path), rows: Number(rows), reference: view(reference.path), watch };
}

/** Labels of rows that are in the feature table, but for those with which the champion learned or was measured. */
function unlearnedSql({ definition, features, labels, champion }: ScoredLabelsInput): string {
  const { id, label } = definition.events;
  if (id === null) return `SELECT * FROM ${parquetTable(features)} WHERE FALSE`;
  const key = `CAST(${quoteIdentifier(id)} AS VARCHAR)`;
  const learned = [champion.train, champion.validation].map(
    (path) =>
      `SELECT ${key} AS learned_key, CAST(_aw_label AS VARCHAR) AS learned_label FROM ${parquetTable(path)}`,
  );
  // The label as its source said it, in the type that the column has.
  const said = `SELECT f.* REPLACE (${typedLabel(definition, "l.label")} AS ${quoteIdentifier(label.column)}), l._aw_source, l._aw_reported,
      coalesce(l._aw_happened, epoch_ms(f.${quoteIdentifier(definition.events.time)})) AS _aw_happened
    FROM ${parquetTable(features)} f JOIN (${labels.map((path) => `SELECT * FROM ${parquetTable(path)}`).join(" UNION ALL BY NAME ")}) l ON l.event_id = CAST(f.${quoteIdentifier(id)} AS VARCHAR)`;
  return `SELECT t.* FROM (SELECT *, ${labelSql(definition)} AS _aw_label, ${key} AS _aw_key FROM (${said})) t
    WHERE t._aw_label IS NOT NULL AND NOT EXISTS (SELECT 1 FROM (${learned.join(" UNION ALL ")}) k
      WHERE k.learned_key = t._aw_key AND k.learned_label = CAST(t._aw_label AS VARCHAR))
    ORDER BY _aw_reported, _aw_happened, _aw_source, _aw_key`;
}

async function answered(path: string, { champion }: ScoredLabelsInput, context: StageContext) {
  const { engine } = context;
  const scores: Scores = await score({ model: champion.model, table: path }, context);
  await createNumberTable(engine, {
    name: "_aw_answers",
    columns: ["_aw_score", "_aw_truth"],
    rows: scores.rows,
    value: (row, column) => (column === 0 ? answerNumber(scores, row) : (scores.labels[row] ?? Number.NaN)),
  });
  const target = path.replace(/\.parquet$/, "-scored.parquet");
  await engine.run(
    `COPY (SELECT t.*, a._aw_score, a._aw_truth FROM ${parquetTable(path)} t POSITIONAL JOIN _aw_answers a)
     TO ${quoteText(target)} (FORMAT parquet)`,
  );
  await engine.run("DROP TABLE _aw_answers");
  return { path: target, scores };
}
