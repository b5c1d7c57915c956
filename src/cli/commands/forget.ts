import { AirworthyError } from "../../core/error.ts";
import { deleteEntity } from "../../io/store/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { withLog } from "../log-store.ts";
import { formatCount } from "../render/format.ts";

/** Erases what the log knows of an entity. */
export const forget: Command = async (entity = "", options, context) => {
  if (options.yes !== true)
    throw new AirworthyError(
      "OPTION_INVALID",
      "Erasing cannot be undone: say --yes to erase the entity's events, predictions, feedback and state for good.",
    );
  const erased = await withLog(options, context, ({ log }) => deleteEntity(log, entity));
  const { events, predictions, feedback } = erased;
  const counts = `${formatCount(events)} events, ${formatCount(predictions)} predictions and ${formatCount(feedback)} reports erased`;
  const rest =
    "What it was trained on, and snapshots of that under .airworthy/snapshots, are not part of the log.";
  context.print(options.json === true ? jsonDocument(erased) : `${counts}.\n${rest}\n`);
  return exitCodes.ok;
};
