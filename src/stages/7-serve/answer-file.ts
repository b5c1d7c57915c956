/** A file of raw events with the inputs of the model and its answers, as tables. */
import { join } from "node:path";
import type { Task } from "../../core/metric.ts";
import { openEngine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { type OpenModel, openModel } from "../5-validate/index.ts";
import { decisionOf, type LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { answerTable } from "./answer-table.ts";
import { type CollectedFile, collectFile } from "./collect-file.ts";
import { engineer } from "./engineer.ts";

export interface AnswerFileInput {
  readonly package: LoadedPackage;
  /** A .csv, .jsonl, .ndjson or .parquet file of raw events (.gz and .zst too). */
  readonly path: string;
  /** Path of the clean.parquet whose events are the past of these rows; null where there is none. */
  readonly history: string | null;
  /** Where tables are written, to be removed by the caller. */
  readonly directory: string;
}

export interface AnsweredFile {
  readonly collected: CollectedFile;
  /** Path of a table with every declared column and every feature of the rows that were not rejected. */
  readonly table: string;
  /** SELECT of `row`, the event id's column, the decision's columns and `model_version`, in no order. */
  readonly decided: string;
  readonly predicted: number;
}

/** Parses, cleans, engineers and answers the rows of a file of any size. Errors of collect and clean. */
export async function answerFile(input: AnswerFileInput, context: StageContext): Promise<AnsweredFile> {
  const { path, history, directory } = input;
  const { manifest, model: bytes } = input.package;
  const collected = await collectFile({ manifest, path, directory }, context);
  const { serving, rows } = collected;
  const table = await engineer({ definition: serving.definition, rows, history, directory }, context.engine);
  await using model = await openModel(bytes);
  const answers = join(directory, "answers.parquet");
  const predicted = await writeAnswers({ model, table, answers }, context);
  return { collected, table, decided: decidedSql(input.package, { rows, answers }), predicted };
}

interface AnswersInput {
  readonly model: OpenModel;
  readonly table: string;
  readonly answers: string;
}

/** Answers stream into an engine of their own, for the first one is busy with the inputs. */
async function writeAnswers({ model, table, answers }: AnswersInput, context: StageContext): Promise<number> {
  using own = await openEngine({ threads: 1 });
  const columns = Array.from({ length: model.width }, (_, index) => `o${index + 1} DOUBLE`);
  await own.run(`CREATE TABLE answers (_aw_row BIGINT, ${columns.join(", ")})`);
  const appender = await own.connection.createAppender("answers");
  let predicted = 0;
  for await (const { rows, places, output } of answerTable(model, table, context)) {
    for (let row = 0; row < rows; row++) {
      appender.appendBigInt(BigInt(places[row] ?? 0));
      for (let index = 0; index < model.width; index++)
        appender.appendDouble(output[row * model.width + index] ?? 0);
      appender.endRow();
    }
    predicted += rows;
  }
  appender.closeSync();
  await own.run(`COPY answers TO ${quoteText(answers)} (FORMAT parquet)`);
  return predicted;
}

interface ResultTables {
  readonly rows: string;
  readonly answers: string;
}

function decidedSql(loaded: LoadedPackage, { rows, answers }: ResultTables): string {
  const { manifest } = loaded;
  const { id } = manifest.definition.events;
  const { task, threshold, classes } = decisionOf(manifest);
  const decided = decisionSql[task](threshold ?? 0.5, classes);
  const event = id === null ? [] : [`r.${quoteIdentifier(id)}`];
  const columns = [`r._aw_row AS "row"`, ...event, ...decided, `${manifest.version} AS model_version`];
  return `SELECT ${columns.join(", ")} FROM ${parquetTable(rows)} r
    JOIN ${parquetTable(answers)} a USING (_aw_row)`;
}

const decisionSql: Readonly<Record<Task, (threshold: number, classes: readonly string[]) => string[]>> = {
  binary: (threshold) => {
    const bound = `CAST('${threshold}' AS DOUBLE)`;
    return [`o1 >= ${bound} AS prediction`, "o1 AS probability", `${bound} AS threshold`];
  },
  multiclass: (_, classes) => {
    const outputs = classes.map((_class, index) => `o${index + 1}`);
    const greatest = `greatest(${outputs.join(", ")})`;
    const best = classes.map((name, index) => `WHEN o${index + 1} = ${greatest} THEN ${quoteText(name)}`);
    const each = classes.map(
      (name, index) => `o${index + 1} AS ${quoteIdentifier(`probability of ${name}`)}`,
    );
    return [`CASE ${best.join(" ")} END AS prediction`, `${greatest} AS probability`, ...each];
  },
  regression: () => ["o1 AS prediction"],
};
