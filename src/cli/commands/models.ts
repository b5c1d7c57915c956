import { listModels } from "../../pipeline/list-models.ts";
import { liveRollout } from "../../pipeline/live-rollout.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withLog } from "../log-store.ts";
import { renderModelList } from "../render/model-list.ts";
import { renderRollout } from "../render/rollout.ts";
import { canvas } from "../render/style.ts";

/** Lists the versions of the project's model, newest first, and how a challenger does that is on its way. */
export const models: Command = async (_, options, context) => {
  const { found, rollout } = await withLog(
    options,
    context,
    async ({ definition: { name }, store, workspace, log }) => ({
      found: await listModels({ store, workspace, name }),
      rollout: await liveRollout({ model: name, store, log, now: Date.now() }),
    }),
  );
  const view = canvas();
  context.print(
    options.json === true
      ? jsonDocument({ models: found, rollout })
      : renderModelList(found, view) + (rollout === null ? "" : renderRollout(rollout, view)),
  );
  return exitCodes.ok;
};
