import { dirname } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import { sweepAside } from "../../io/aside.ts";
import { type Engine, quoteText } from "../../io/engine.ts";
import { makeFileWhole } from "../../io/files.ts";
import type { LoadedPackage } from "../6-package/index.ts";
import type { StageContext } from "../context.ts";
import { answerFile } from "./answer-file.ts";
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
  const { engine } = context;
  for (const target of [output, rejectedOutput ?? output]) copyOptions(target); // refused before the work
  await using directory = await temporaryDirectory();
  const answered = await answerFile(
    { package: input.package, path, history, directory: directory.path },
    context,
  );
  const { collected, decided, predicted } = answered;
  await copyWhole(engine, `${decided} ORDER BY "row"`, output);
  const rejected = rejectedRelation(collected);
  if (rejectedOutput !== undefined)
    await copyWhole(engine, `SELECT * FROM ${rejected} ORDER BY "row"`, rejectedOutput);
  const first = await engine.all(`SELECT * FROM ${rejected} ORDER BY "row" LIMIT 100`);
  const { rowsIn } = collected;
  return { rows: rowsIn, predicted, rejected: rowsIn - predicted, firstRejected: first.map(rejectedRowOf) };
}

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
