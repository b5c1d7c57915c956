import { openEventLog } from "../../io/event-log/index.ts";
import { nameOf, withdrawLabel } from "../../pipeline/withdraw-label.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { logLocation, withLog } from "../log-store.ts";
import { whoOption } from "../person-options.ts";
import { flow } from "../render/style.ts";

/** A source takes back what it said. */
export const feedbackWithdraw: Command = async (id = "", options, context) => {
  const [source, who] = [textOption(options, "source"), whoOption(options)];
  const withdrawn = await withLog(options, context, async (project) => {
    await using appender = await openEventLog(logLocation(options, context, project));
    return await withdrawLabel({ log: project.log, appender, id, source, who, now: Date.now() });
  });
  context.print(
    options.json === true
      ? jsonDocument({ withdrawn })
      : flow(
          `The source ${nameOf(withdrawn.source)} says nothing of ${id} any more; it had said ${withdrawn.label}, which stays in the history.\n`,
        ),
  );
  return exitCodes.ok;
};
