import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import { writeFileWhole } from "../../io/files.ts";
import { type PredictOptions, predict, predictFile } from "../../pipeline/predict.ts";
import type { PredictedFile, Predictions, RawRow } from "../../stages/7-serve/index.ts";
import { type ChosenPackage, choosePackage } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { readInput } from "../read-input.ts";
import { type PredictionLine, renderPredictedFile, renderPredictions } from "../render/prediction-table.ts";
import { canvas } from "../render/style.ts";

/** Predicts one row, a few, or a file of any size; a single row that is refused is an error. */
export const predictCommand: Command = async (_, options, context) => {
  const input = await readInput(textOption(options, "input") ?? "", context.directory);
  const output = textOption(options, "output");
  const chosen = await choosePackage(options, context);
  const json = options.json === true;
  if (input.kind === "rows" && output === undefined) {
    const found = await predict({ ...chosen, rows: input.rows }, context);
    if (input.single) requireAccepted(found);
    context.print(json ? jsonDocument(found) : renderPredictions(found, canvas()));
    return exitCodes.ok;
  }
  const target = output === undefined ? null : resolve(context.directory, output);
  const source = input.kind === "file" ? input.path : input.rows;
  const { summary, lines } = await predictToFile({ source, chosen, target }, context);
  const document = { ...summary, output: target, ...(target === null ? { predictions: lines } : {}) };
  context.print(json ? jsonDocument(document) : renderPredictedFile(summary, lines, target, canvas()));
  return exitCodes.ok;
};

function requireAccepted({ rejected: [refused] }: Predictions): void {
  if (refused === undefined) return;
  const { field, rule, value } = refused;
  const where = field === null ? "the row" : `'${field}' with the value ${value ?? "missing"}`;
  throw new AirworthyError("INPUT_INVALID", `Cannot predict the row: ${where} was refused by: ${rule}.`, {
    details: { field, rule, value },
  });
}

interface PredictedLines {
  readonly summary: PredictedFile;
  /** The predictions, where they were not written to a file that was asked for. */
  readonly lines: readonly PredictionLine[];
}

interface PredictToFileInput {
  readonly source: string | readonly RawRow[];
  readonly chosen: ChosenPackage;
  readonly target: string | null;
}

/** Predicts a file, or rows as one; without a target the predictions come back as they are. */
async function predictToFile(
  { source, chosen, target }: PredictToFileInput,
  options: PredictOptions,
): Promise<PredictedLines> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-predict-"));
  try {
    const path = typeof source === "string" ? source : join(directory, "rows.jsonl");
    if (typeof source !== "string") {
      await writeFileWhole(path, source.map((row) => `${JSON.stringify(row)}\n`).join(""));
    }
    const output = target ?? join(directory, "predictions.jsonl");
    const summary = await predictFile({ ...chosen, path, output }, options);
    const text = target === null ? await readFile(output, "utf8") : "";
    const { id } = chosen.package.manifest.definition.events;
    return { summary, lines: parseLines(text, id) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The lines of a file of predictions; the event id stands there under its column's own name. */
function parseLines(text: string, id: string | null): PredictionLine[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as PredictionLine & Readonly<Record<string, PredictionLine["event"]>>)
    .map((line) => ({ ...line, event: id === null ? null : (line[id] ?? null) }));
}
