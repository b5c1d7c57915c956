import { rollback } from "../../pipeline/promote.ts";
import { cancelRollout } from "../../pipeline/rollout.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { ownName } from "../own-name.ts";
import { withProject } from "../project.ts";
import { renderPromoted } from "../render/promoted.ts";
import { renderTakenBack } from "../render/rollout.ts";

/** Takes a running rollout back; without one, makes the champion before the present one champion again. */
export const rollbackCommand: Command = async (_, options, context) => {
  const text = await withProject(options, context, async ({ definition, store, workspace }) => {
    const now = Date.now();
    const reason = `Taken back by ${ownName()}.`;
    const rollout = await cancelRollout({ definition, store, now }, { reason });
    if (rollout !== null)
      return options.json === true
        ? jsonDocument({ version: rollout.champion, before: rollout.champion, rollout })
        : renderTakenBack(rollout);
    const promoted = await rollback({ store, workspace, name: definition.name, now });
    return options.json === true ? jsonDocument({ ...promoted, rollout: null }) : renderPromoted(promoted);
  });
  context.print(text);
  return exitCodes.ok;
};
