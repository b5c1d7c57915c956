import type { Definition } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { loggedPackage } from "../../pipeline/logged-package.ts";
import { firstRow, trace } from "../../pipeline/predict.ts";
import { type FirstRow, traceLogged } from "../../stages/7-serve/index.ts";
import { type ChosenPackage, choosePackage } from "../champion-package.ts";
import {
  type Command,
  type CommandContext,
  exitCodes,
  jsonDocument,
  type Options,
  textOption,
} from "../command.ts";
import { withLog } from "../log-store.ts";
import { type Input, readInput } from "../read-input.ts";
import { renderLoggedTrace } from "../render/logged-trace.ts";
import { renderTrace, type TraceNotes } from "../render/render-trace.ts";
import { canvas } from "../render/style.ts";

/** Shows one prediction layer by layer: one of the log by its id, or one of a row that is given. */
export const traceCommand: Command = async (prediction, options, context) => {
  const given = textOption(options, "input");
  if ((prediction === undefined) === (given === undefined))
    throw new AirworthyError(
      "OPTION_INVALID",
      "Cannot tell what to trace: wanted either the id of a logged prediction or --input with a row.",
    );
  const text =
    prediction === undefined
      ? await traceGiven(given ?? "", options, context)
      : await traceFromLog(prediction, options, context);
  context.print(text);
  return exitCodes.ok;
};

async function traceFromLog(id: string, options: Options, context: CommandContext): Promise<string> {
  return await withLog(options, context, async ({ definition, workspace, log }) => {
    const found = await traceLogged({
      store: log,
      id,
      packageOf: (version) => loggedPackage(workspace, version),
    });
    return options.json === true
      ? jsonDocument(found)
      : renderLoggedTrace(found, notesOf(definition), canvas());
  });
}

async function traceGiven(given: string, options: Options, context: CommandContext): Promise<string> {
  const input = await readInput(given, context.directory);
  const chosen = await choosePackage(options, context);
  const { row, more } = await rowOf(input, chosen, context);
  if (more) process.stderr.write("There is more than one row: this is the first.\n");
  const traced = await trace({ ...chosen, row }, context);
  if (options.json === true) return jsonDocument(traced);
  return renderTrace(traced, notesOf(chosen.package.manifest.definition), canvas());
}

function notesOf({ events: { columns } }: Definition): TraceNotes {
  return { times: new Set(Object.keys(columns).filter((name) => columns[name]?.kind === "timestamp")) };
}

async function rowOf(input: Input, chosen: ChosenPackage, context: CommandContext): Promise<FirstRow> {
  if (input.kind === "file") return await firstRow({ ...chosen, path: input.path }, context);
  const [row = {}, second] = input.rows; // there is one: readInput refuses none
  return { row, more: second !== undefined };
}
