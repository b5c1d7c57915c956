import { listRuns } from "../../io/store/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { renderRunList } from "../render/run-list.ts";
import { canvas } from "../render/style.ts";

/** Lists the runs, newest first. */
export const runs: Command = async (_, options, context) => {
  const records = await withProject(options, context, ({ store }) => listRuns(store));
  const document = { runs: records.map(({ id, ...rest }) => ({ run: id, ...rest })) };
  context.print(options.json === true ? jsonDocument(document) : renderRunList(records, canvas()));
  return exitCodes.ok;
};
