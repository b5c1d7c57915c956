import { retain as retained } from "../../pipeline/retain.ts";
import { retainNow } from "../../pipeline/retain-when-due.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { logLocation, withLog } from "../log-store.ts";
import { renderRetained } from "../render/retained.ts";
import { canvas } from "../render/style.ts";

/** Removes what is older than the config keeps it, or says what would go. */
export const retainCommand: Command = async (_, options, context) => {
  const isDryRun = options.dryRun === true;
  const found = await withLog(options, context, async ({ definition, workspace, store, log }) => {
    const input = { definition, workspace, store, log, place: logLocation(options, context, { workspace }) };
    const { signal } = context;
    return await (isDryRun ? retained(input, { signal, isDryRun }) : retainNow(input, { signal }));
  });
  context.print(options.json === true ? jsonDocument(found) : renderRetained(found, canvas()));
  return exitCodes.ok;
};
