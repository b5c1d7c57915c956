import { takeBack } from "../../pipeline/take-over.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { ownName } from "../own-name.ts";
import { withProject } from "../project.ts";
import { renderPromoted } from "../render/promoted.ts";
import { renderTakenBack } from "../render/rollout.ts";

/** Takes a running rollout back; without one, makes the champion before the present one champion again. */
export const rollbackCommand: Command = async (_, options, context) => {
  const text = await withProject(options, context, async ({ definition, store, workspace }) => {
    const taken = await takeBack({ definition, store, workspace, now: Date.now() }, { by: ownName() });
    if (options.json === true) return jsonDocument(taken);
    return taken.rollout === null ? renderPromoted(taken) : renderTakenBack(taken.rollout);
  });
  context.print(text);
  return exitCodes.ok;
};
