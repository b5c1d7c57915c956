import { type Engine, quoteText } from "../../io/engine.ts";
import { createNumberTable } from "../../io/number-table.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { Scores } from "./score.ts";

export interface WriteScoresOptions {
  /** Path of validation.parquet. */
  readonly validation: string;
  /** Path of scores.parquet. */
  readonly target: string;
}

/** Writes `_aw_row`, the answer (`probability` or `value`; multiclass a list) and `_aw_label` of every row, in order. */
export async function writeScores(
  engine: Engine,
  { task, rows, width, answers }: Scores,
  { validation, target }: WriteScoresOptions,
): Promise<void> {
  const columns = Array.from({ length: width }, (_, index) => `_aw_answer_${index}`);
  await createNumberTable(engine, {
    name: "_aw_scores",
    columns,
    rows,
    value: (row, column) => answers[row * width + column] ?? Number.NaN,
  });
  const name = task === "regression" ? "value" : "probability";
  const answer = task === "multiclass" ? `[${columns.join(", ")}]` : columns[0];
  await engine.run(
    `COPY (SELECT _aw_row, ${answer} AS ${name}, _aw_label
       FROM ${parquetTable(validation)} POSITIONAL JOIN _aw_scores)
     TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  await engine.run("DROP TABLE _aw_scores");
}
