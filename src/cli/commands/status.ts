import { AirworthyError } from "../../core/error.ts";
import { loadVersion } from "../../pipeline/load-version.ts";
import { status } from "../../pipeline/status.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { withLog } from "../log-store.ts";
import { renderStatus } from "../render/status.ts";
import { canvas } from "../render/style.ts";

const dayMs = 86_400_000;

/** How the champion fares, on one screen. */
export const statusCommand: Command = async (_, options, context) => {
  const overMs = durationOption(options, "over") ?? dayMs;
  const now = Date.now();
  const found = await withLog(options, context, async ({ definition, store, log, workspace }) => {
    const { name: model } = definition;
    const packageOf = (version: number) => loadVersion(workspace, { model, version });
    const known = await status({ definition, store, log, packageOf, now, overMs });
    if (known !== null) return known;
    throw new AirworthyError(
      "NOT_FOUND",
      `Cannot tell how '${model}' fares: it has no champion; airworthy run makes one.`,
    );
  });
  context.print(options.json === true ? jsonDocument(found) : renderStatus(found, canvas(), { now }));
  return exitCodes.ok;
};
