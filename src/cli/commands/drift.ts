/** How live rows, or a file's, differ from those that the model was made from. */
import { AirworthyError } from "../../core/error.ts";
import { driftOfFile, driftOfWindow } from "../../pipeline/drift.ts";
import { driftOptionsOf } from "../../pipeline/drift-options.ts";
import { findPackage, readVersion } from "../champion-package.ts";
import {
  type Command,
  type CommandContext,
  exitCodes,
  jsonDocument,
  type Options,
  textOption,
} from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { withLog } from "../log-store.ts";
import { readInput } from "../read-input.ts";
import { type DriftPage, driftDocument, renderDrift } from "../render/drift.ts";
import { canvas } from "../render/style.ts";

const usualOverMs = 86_400_000;

/** Compares the rows of the last day, or of --over, or of --input, with the baseline; exit 2 where something drifted. */
export const drift: Command = async (_, options, context) => {
  const page = await findDrift(options, context);
  context.print(options.json === true ? jsonDocument(driftDocument(page)) : renderDrift(page, canvas()));
  return page.report.counts.drift === 0 ? exitCodes.ok : exitCodes.gateFailed;
};

async function findDrift(options: Options, context: CommandContext): Promise<DriftPage> {
  const overMs = durationOption(options, "over");
  const given = textOption(options, "input");
  if (given !== undefined && overMs !== undefined)
    throw new AirworthyError("OPTION_INVALID", "Cannot use --over and --input together: wanted one of them.");
  return await withLog(options, context, async (project) => {
    const { package: loaded, history } = await findPackage(
      project,
      readVersion(textOption(options, "modelVersion")),
    );
    const { name, version } = loaded.manifest;
    const report = { ...context, ...driftOptionsOf(loaded) };
    if (given === undefined) {
      const { workspace, log } = project;
      const found = await driftOfWindow(
        { workspace, store: log, package: loaded, overMs: overMs ?? usualOverMs },
        report,
      );
      return { model: { name, version }, file: null, rejected: 0, ...found };
    }
    const input = await readInput(given, context.directory);
    if (input.kind !== "file")
      throw new AirworthyError("INPUT_INVALID", "Cannot look for drift in --input: wanted a file of rows.");
    const found = await driftOfFile({ package: loaded, path: input.path, history }, report);
    return { model: { name, version }, file: input.path, window: null, ...found };
  });
}
