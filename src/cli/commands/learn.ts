import { measureCleaning } from "../../pipeline/measure-cleaning.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { renderCleaning } from "../render/cleaning.ts";
import { canvas } from "../render/style.ts";

/** Measures what cleaning did for a run's model, and keeps it for the learn page. */
export const learn: Command = async (run = "latest", options, context) => {
  const { signal } = context;
  const measured = await withProject(options, context, ({ store, workspace }) =>
    measureCleaning({ store, workspace, run, signal }),
  );
  context.print(options.json === true ? jsonDocument(measured) : renderCleaning(measured, canvas()));
  return exitCodes.ok;
};
