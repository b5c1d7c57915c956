import { AirworthyError } from "../../core/error.ts";
import { type EraseResult, erase } from "../../pipeline/erase.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { withLog } from "../log-store.ts";
import { formatCount } from "../render/format.ts";

/** Erases what is known of an entity, and marks what learned from it. */
export const eraseCommand: Command = async (_, options, context) => {
  const entity = textOption(options, "entity") ?? "";
  if (options.yes !== true)
    throw new AirworthyError(
      "OPTION_INVALID",
      "Erasing cannot be undone: say --yes to erase the entity's events, predictions, feedback and state for good.",
    );
  const erased = await withLog(options, context, ({ definition, workspace, store, log }) =>
    erase({ definition, workspace, store, log, entity, now: Date.now() }, { signal: context.signal }),
  );
  context.print(options.json === true ? jsonDocument(erased) : textOf(erased));
  return exitCodes.ok;
};

function textOf({ events, predictions, feedback, snapshots, versions, unknown }: EraseResult): string {
  const learned = [
    ...(snapshots.length === 0
      ? ["No snapshot holds the entity."]
      : [`Snapshots that hold it, under .airworthy/snapshots: ${snapshots.length}.`]),
    ...(versions.length === 0
      ? []
      : [`Versions that learned from it, and are marked: ${versions.join(", ")}.`]),
    ...(unknown.length === 0
      ? []
      : [
          `Versions of which nobody can tell, for the rows they learned from are gone: ${unknown.join(", ")}.`,
        ]),
    ...(versions.length + snapshots.length === 0
      ? []
      : ["To learn without it: remove it from the source, then npx airworthy run."]),
  ];
  const counts = `${formatCount(events)} events, ${formatCount(predictions)} predictions and ${formatCount(feedback)} reports erased.`;
  return `${[counts, ...learned].join("\n")}\n`;
}
