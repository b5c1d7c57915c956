import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AirworthyError } from "../../core/error.ts";
import { writeFileWhole } from "../../io/files.ts";
import {
  type PredictedFile,
  type Predictions,
  predict,
  predictFile,
  type RawRow,
} from "../../stages/7-serve/index.ts";
import type { StageContext } from "../../stages/context.ts";
import { type ChosenPackage, choosePackage } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { readInput } from "../read-input.ts";
import { renderPredictedFile, renderPredictions } from "../render/prediction-table.ts";
import { canvas } from "../render/style.ts";
import { withEngine } from "../with-engine.ts";

/** Predicts one row, a few, or a file of any size; a single row that is refused is an error. */
export const predictCommand: Command = async (_, options, context) => {
  const input = await readInput(textOption(options, "input") ?? "", context.directory);
  const output = textOption(options, "output");
  const chosen = await choosePackage(options, context);
  const json = options.json === true;
  return await withEngine(context, async (engine) => {
    if (input.kind === "rows" && output === undefined) {
      const found = await predict({ ...chosen, rows: input.rows }, engine);
      const [refused] = found.rejected;
      if (input.single && refused !== undefined) {
        const { field, rule, value } = refused;
        const where = field === null ? "the row" : `'${field}' with the value ${value ?? "missing"}`;
        throw new AirworthyError(
          "INPUT_INVALID",
          `Cannot predict the row: ${where} was refused by: ${rule}.`,
          {
            details: { field, rule, value },
          },
        );
      }
      context.print(json ? jsonDocument(found) : renderPredictions(found, canvas()));
      return exitCodes.ok;
    }
    const target = output === undefined ? null : resolve(context.directory, output);
    const done = await predictToFile(input.kind === "file" ? input.path : input.rows, chosen, target, engine);
    const document = {
      ...done.summary,
      output: target,
      ...(target === null ? { predictions: done.lines } : {}),
    };
    context.print(
      json ? jsonDocument(document) : renderPredictedFile(done.summary, done.lines, target, canvas()),
    );
    return exitCodes.ok;
  });
};

interface PredictedLines {
  readonly summary: PredictedFile;
  /** The predictions, where they were not written to a file that was asked for. */
  readonly lines: Predictions["predictions"];
}

/** Predicts a file, or rows as one; without a target the predictions come back as they are. */
async function predictToFile(
  source: string | readonly RawRow[],
  chosen: ChosenPackage,
  target: string | null,
  context: StageContext,
): Promise<PredictedLines> {
  const directory = await mkdtemp(join(tmpdir(), "airworthy-predict-"));
  try {
    const path = typeof source === "string" ? source : join(directory, "rows.jsonl");
    if (typeof source !== "string") {
      await writeFileWhole(path, source.map((row) => `${JSON.stringify(row)}\n`).join(""));
    }
    const output = target ?? join(directory, "predictions.jsonl");
    const summary = await predictFile({ ...chosen, path, output }, context);
    const text = target === null ? await readFile(output, "utf8") : "";
    const lines = text.split("\n").filter((line) => line !== "");
    return { summary, lines: lines.map((line) => JSON.parse(line) as Predictions["predictions"][number]) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
