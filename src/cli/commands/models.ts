import { listModels } from "../../pipeline/list-models.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { renderModelList } from "../render/model-list.ts";
import { canvas } from "../render/style.ts";

/** Lists the versions of the project's model, newest first. */
export const models: Command = async (_, options, context) => {
  const found = await withProject(options, context, ({ definition: { name }, store, workspace }) =>
    listModels({ store, workspace, name }),
  );
  context.print(options.json === true ? jsonDocument({ models: found }) : renderModelList(found, canvas()));
  return exitCodes.ok;
};
