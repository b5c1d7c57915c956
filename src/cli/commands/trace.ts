import { firstRow, trace } from "../../pipeline/predict.ts";
import type { FirstRow } from "../../stages/7-serve/index.ts";
import { type ChosenPackage, choosePackage } from "../champion-package.ts";
import { type Command, type CommandContext, exitCodes, jsonDocument, textOption } from "../command.ts";
import { type Input, readInput } from "../read-input.ts";
import { renderTrace } from "../render/render-trace.ts";
import { canvas } from "../render/style.ts";

/** Shows one prediction layer by layer. */
export const traceCommand: Command = async (_, options, context) => {
  const input = await readInput(textOption(options, "input") ?? "", context.directory);
  const chosen = await choosePackage(options, context);
  const { row, more } = await rowOf(input, chosen, context);
  if (more) process.stderr.write("There is more than one row: this is the first.\n");
  const traced = await trace({ ...chosen, row }, context);
  const { columns } = chosen.package.manifest.definition.events;
  const times = new Set(Object.keys(columns).filter((name) => columns[name]?.kind === "timestamp"));
  context.print(options.json === true ? jsonDocument(traced) : renderTrace(traced, { times }, canvas()));
  return exitCodes.ok;
};

async function rowOf(input: Input, chosen: ChosenPackage, context: CommandContext): Promise<FirstRow> {
  if (input.kind === "file") return await firstRow({ ...chosen, path: input.path }, context);
  const [row = {}, second] = input.rows; // there is one: readInput refuses none
  return { row, more: second !== undefined };
}
