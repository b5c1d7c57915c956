import { AirworthyError } from "../../core/error.ts";
import { trace } from "../../pipeline/predict.ts";
import { choosePackage } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { readInput } from "../read-input.ts";
import { renderTrace } from "../render/render-trace.ts";
import { canvas } from "../render/style.ts";

/** Shows one prediction layer by layer. */
export const traceCommand: Command = async (_, options, context) => {
  const input = await readInput(textOption(options, "input") ?? "", context.directory);
  const [row] = input.kind === "rows" ? input.rows : [];
  if (row === undefined) {
    throw new AirworthyError("INPUT_INVALID", "Cannot trace a file: give one row as a JSON object.");
  }
  const chosen = await choosePackage(options, context);
  const traced = await trace({ ...chosen, row }, context);
  const { columns } = chosen.package.manifest.definition.events;
  const times = new Set(Object.keys(columns).filter((name) => columns[name]?.kind === "timestamp"));
  context.print(options.json === true ? jsonDocument(traced) : renderTrace(traced, { times }, canvas()));
  return exitCodes.ok;
};
