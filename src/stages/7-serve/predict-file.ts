import { dirname, join } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import type { Task } from "../../core/metric.ts";
import { sweepAside } from "../../io/aside.ts";
import { type Engine, openEngine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { makeFileWhole } from "../../io/files.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { type OpenModel, openModel } from "../5-validate/index.ts";
import { decisionOf, type LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { answerTable } from "./answer-table.ts";
import { collectFile } from "./collect-file.ts";
import { engineer } from "./engineer.ts";
import { withOwnConnection } from "./own-connection.ts";
import type { RejectedRow } from "./parse-rows.ts";
import { rejectedRelation, rejectedRowOf } from "./rejected-relation.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export interface PredictFileInput {
  readonly package: LoadedPackage;
  /** A .csv, .jsonl, .ndjson or .parquet file of raw events (.gz and .zst too). */
  readonly path: string;
  /** Path of the clean.parquet whose events are the past of these rows; null where there is none. */
  readonly history: string | null;
  /** Where predictions are written: .csv, .jsonl, .ndjson or .parquet. */
  readonly output: string;
  /** Where all rejected rows are written, where that is wanted: `row`, `field`, `rule`, `value`. */
  readonly rejectedOutput?: string;
}

export interface PredictedFile {
  readonly rows: number;
  readonly predicted: number;
  readonly rejected: number;
  /** The first of what was rejected, at most 100. */
  readonly firstRejected: readonly RejectedRow[];
}

/**
 * Predicts a file of any size into another, one line a row that was not rejected, in the file's order: `row`, the
 * event id's column, `prediction`, `probability`, one `probability of <class>` each (multiclass), `threshold`
 * (binary), `model_version`. Errors of collect and clean; INPUT_INVALID for an unknown ending.
 */
export async function predictFile(input: PredictFileInput, context: StageContext): Promise<PredictedFile> {
  return await withOwnConnection(context, (own) => predictInto(input, own));
}

async function predictInto(input: PredictFileInput, context: StageContext): Promise<PredictedFile> {
  const { path, history, output, rejectedOutput } = input;
  const { manifest, model: bytes } = input.package;
  const { engine } = context;
  for (const target of [output, rejectedOutput ?? output]) copyOptions(target); // refused before the work
  await using directory = await temporaryDirectory();
  const collected = await collectFile({ manifest, path, directory: directory.path }, context);
  const { serving, rows } = collected;
  const table = await engineer(
    { definition: serving.definition, rows, history, directory: directory.path },
    engine,
  );
  await using model = await openModel(bytes);
  const answers = join(directory.path, "answers.parquet");
  const predicted = await writeAnswers({ model, table, answers }, context);
  await copyWhole(engine, resultSql(input.package, { rows, answers }), output);
  const rejected = rejectedRelation(collected);
  if (rejectedOutput !== undefined)
    await copyWhole(engine, `SELECT * FROM ${rejected} ORDER BY "row"`, rejectedOutput);
  const first = await engine.all(`SELECT * FROM ${rejected} ORDER BY "row" LIMIT 100`);
  const { rowsIn } = collected;
  return { rows: rowsIn, predicted, rejected: rowsIn - predicted, firstRejected: first.map(rejectedRowOf) };
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

function resultSql(loaded: LoadedPackage, { rows, answers }: ResultTables): string {
  const { manifest } = loaded;
  const { id } = manifest.definition.events;
  const { task, threshold, classes } = decisionOf(manifest);
  const decided = decisionSql[task](threshold ?? 0.5, classes);
  const event = id === null ? [] : [`r.${quoteIdentifier(id)}`];
  const columns = [`r._aw_row AS "row"`, ...event, ...decided, `${manifest.version} AS model_version`];
  return `SELECT ${columns.join(", ")} FROM ${parquetTable(rows)} r
    JOIN ${parquetTable(answers)} a USING (_aw_row) ORDER BY r._aw_row`;
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

const optionsByEnding = {
  csv: "(FORMAT csv, HEADER)",
  jsonl: "(FORMAT json)",
  ndjson: "(FORMAT json)",
  parquet: "(FORMAT parquet)",
} as const;

function copyOptions(target: string): string {
  const ending = target.split(".").at(-1)?.toLowerCase() ?? "";
  if (Object.hasOwn(optionsByEnding, ending)) return optionsByEnding[ending as keyof typeof optionsByEnding];
  throw new AirworthyError(
    "INPUT_INVALID",
    `Cannot write '${target}': wanted a file that ends in .csv, .jsonl, .ndjson or .parquet.`,
  );
}

async function copyWhole(engine: Engine, sql: string, target: string): Promise<void> {
  const options = copyOptions(target);
  await sweepAside(dirname(target));
  await makeFileWhole(target, (aside) => engine.run(`COPY (${sql}) TO ${quoteText(aside)} ${options}`));
}
