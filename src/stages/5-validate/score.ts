import { readFile } from "node:fs/promises";
import { AirworthyError } from "../../core/error.ts";
import { formatCount } from "../../core/format.ts";
import type { Task } from "../../core/metric.ts";
import { streamColumns } from "../../io/column-stream.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { inputColumns, labelColumn } from "./input-columns.ts";
import { openModel } from "./open-model.ts";

export interface ScoreInput {
  /** model.onnx, or the path of it. */
  readonly model: Uint8Array | string;
  /** Path of a Parquet file with the model's inputs and `_aw_label`, such as validation.parquet. */
  readonly table: string;
}

/** What a model answers to every row of a table, in the table's order, beside the truth. */
export interface Scores {
  readonly task: Task;
  readonly rows: number;
  /** Numbers that the model answers for a row: 1, or the number of classes. */
  readonly width: number;
  /** Multiclass: the labels in the order of the model's outputs; otherwise empty. */
  readonly classes: readonly string[];
  /** Probabilities or values, row-major, rows × width. */
  readonly answers: Float32Array;
  /** Binary 0 or 1; multiclass the index in `classes`, −1 where the model does not know the label; else the label. */
  readonly labels: Float64Array;
}

/**
 * Runs an exported model over a table in batches of 16,384 rows, so that memory holds the scores and one batch.
 * NO_ROWS where the table is empty; ENGINE_FAILED where the model answers NaN or infinity.
 */
export async function score(
  { model, table }: ScoreInput,
  { engine, signal }: Pick<StageContext, "engine" | "signal">,
): Promise<Scores> {
  await using opened = await openModel(typeof model === "string" ? await readFile(model) : model);
  const { task, classes, width } = opened;
  const source = parquetTable(table);
  const [counted] = await engine.all(`SELECT count(*) AS "rows" FROM ${source}`);
  const rows = Number(counted?.rows ?? 0);
  if (rows === 0) throw new AirworthyError("NO_ROWS", "Cannot score a table without rows.");
  const inputs = await inputColumns(engine, { source, inputs: opened.inputs });
  const answers = new Float32Array(rows * width);
  const labels = new Float64Array(rows);
  let done = 0;
  const sql = `SELECT ${[...inputs, labelColumn(task, classes)].join(", ")} FROM ${source}`;
  for await (const batch of streamColumns(engine, { sql })) {
    if (signal.aborted) throw new AirworthyError("CANCELLED", "Scoring was stopped on request.");
    const found = await opened.answer(batch.columns.slice(0, inputs.length), batch.rows);
    refuseNonsense(found, done, width);
    answers.set(found, done * width);
    labels.set(batch.columns[inputs.length] as Float64Array, done);
    done += batch.rows;
  }
  return { task, rows, width, classes, answers, labels };
}

function refuseNonsense(found: Float32Array, before: number, width: number): void {
  const wrong = found.findIndex((answer) => !Number.isFinite(answer));
  if (wrong < 0) return;
  const row = before + Math.floor(wrong / width) + 1;
  throw new AirworthyError(
    "ENGINE_FAILED",
    `Cannot score: the model answers ${found[wrong]} for row ${formatCount(row)}; wanted a finite number.`,
    { details: { row } },
  );
}
