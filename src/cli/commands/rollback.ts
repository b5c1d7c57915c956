import { rollback } from "../../pipeline/promote.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { renderPromoted } from "../render/promoted.ts";

/** Makes the champion before the present one champion again. */
export const rollbackCommand: Command = async (_, options, context) => {
  const promoted = await withProject(options, context, ({ definition: { name }, store, workspace }) =>
    rollback({ store, workspace, name, now: Date.now() }),
  );
  context.print(options.json === true ? jsonDocument(promoted) : renderPromoted(promoted));
  return exitCodes.ok;
};
