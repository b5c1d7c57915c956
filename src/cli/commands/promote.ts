import { AirworthyError } from "../../core/error.ts";
import { promote } from "../../pipeline/promote.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withProject } from "../project.ts";
import { renderPromoted } from "../render/promoted.ts";

/** Makes a version the champion. */
export const promoteCommand: Command = async (text, options, context) => {
  const version = wholeVersion(text);
  const promoted = await withProject(options, context, ({ definition: { name }, store, workspace }) =>
    promote({ store, workspace, name, now: Date.now() }, { version, force: options.force === true }),
  );
  context.print(options.json === true ? jsonDocument(promoted) : renderPromoted(promoted));
  return exitCodes.ok;
};

function wholeVersion(text = ""): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot promote '${text}': wanted the number of a version, as airworthy models lists them.`,
  );
}
