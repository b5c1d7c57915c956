import { listAliases, listErasures, listVersions } from "../../io/store/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { type ListedModel, listedModel, renderModelList } from "../render/model-list.ts";
import { canvas } from "../render/style.ts";

/** Lists the versions of the project's model, newest first. */
export const models: Command = async (_, options, context) => {
  const found = await withProject(options, context, async ({ definition: { name }, store, workspace }) => {
    const aliases = Object.entries(await listAliases(store, name));
    const versions = await listVersions(store, name);
    const erasures = await listErasures(store);
    return versions.map((record): ListedModel => {
      const { version } = record;
      const alias = aliases.find(([, aliased]) => aliased === version)?.[0] ?? null;
      const learned = erasures.filter(
        ({ marks }) => marks.model === name && marks.versions.includes(version),
      );
      const path = workspace.versionDirectory(name, version);
      return listedModel(record, { alias, path, learnedFromErased: learned.length });
    });
  });
  context.print(options.json === true ? jsonDocument({ models: found }) : renderModelList(found, canvas()));
  return exitCodes.ok;
};
