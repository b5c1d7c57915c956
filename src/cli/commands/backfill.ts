import { AirworthyError } from "../../core/error.ts";
import { openEventLog } from "../../io/event-log/index.ts";
import { backfill } from "../../pipeline/predict.ts";
import { findPackage } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { logLocation } from "../log-store.ts";
import { progressLine } from "../progress-line.ts";
import { withProject } from "../project.ts";
import { formatCount } from "../render/format.ts";
import { flow } from "../render/style.ts";

/** Records the champion's past in the event log. */
export const backfillCommand: Command = async (_, options, context) => {
  const ago = durationOption(options, "since");
  const since = ago === undefined ? {} : { since: Date.now() - ago };
  const takesExpired = options.expired === true;
  const found = await withProject(options, context, async (project) => {
    const { package: loaded, history } = await findPackage(project, "champion");
    if (history === null) {
      throw new AirworthyError(
        "NOT_FOUND",
        "Cannot record the past: the cleaned events of the champion's run are gone; airworthy run makes them again.",
      );
    }
    await using log = await openEventLog(logLocation(options, context, project));
    using line = progressLine();
    const onProgress = (events: number) => line.show(`${formatCount(events)} events`);
    return await backfill({ package: loaded, history, log, onProgress, takesExpired, ...since }, context);
  });
  context.print(options.json === true ? jsonDocument(found) : `${sentence(found)}\n`);
  return exitCodes.ok;
};

function sentence({ recorded, repeated, expired, refused }: Awaited<ReturnType<typeof backfill>>): string {
  const told = `${formatCount(recorded)} events recorded, ${formatCount(repeated)} were there before, ${formatCount(refused)} do not fit what is served.`;
  if (expired === 0) return flow(told);
  return flow(
    `${told}\n${formatCount(expired)} may have been there: retention removed later events of their entities. --expired records them, for where you know that they are new.`,
  );
}
