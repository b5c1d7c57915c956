import { listAliases, listVersions } from "../../io/store/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { type ListedModel, listedModel, renderModelList } from "../render/model-list.ts";
import { canvas } from "../render/style.ts";

/** Lists the versions of the project's model, newest first. */
export const models: Command = async (_, options, context) => {
  const found = await withProject(options, context, async ({ definition: { name }, store, workspace }) => {
    const aliases = Object.entries(await listAliases(store, name));
    const versions = await listVersions(store, name);
    return versions.map((record): ListedModel => {
      const alias = aliases.find(([, version]) => version === record.version)?.[0] ?? null;
      return listedModel(record, alias, workspace.versionDirectory(name, record.version));
    });
  });
  context.print(options.json === true ? jsonDocument({ models: found }) : renderModelList(found, canvas()));
  return exitCodes.ok;
};
