import { AirworthyError } from "../../core/error.ts";
import { openEventLog } from "../../io/event-log/index.ts";
import { backfill } from "../../pipeline/predict.ts";
import { choosePackage } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { withProject } from "../project.ts";
import { formatCount } from "../render/format.ts";

/** Records the champion's past in the event log. */
export const backfillCommand: Command = async (_, options, context) => {
  const ago = durationOption(options, "since");
  const { package: loaded, history } = await choosePackage({ ...options, modelVersion: undefined }, context);
  if (history === null) {
    throw new AirworthyError(
      "NOT_FOUND",
      "Cannot record the past: the cleaned events of the champion's run are gone; airworthy run makes them again.",
    );
  }
  const location = await withProject(options, context, async ({ workspace }) => workspace.storePath);
  await using log = await openEventLog(textOption(options, "store") ?? location);
  const since = ago === undefined ? {} : { since: Date.now() - ago };
  const onProgress = process.stderr.isTTY ? { onProgress: showProgress } : {};
  const found = await backfill({ package: loaded, history, log, ...since, ...onProgress }, context);
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[K");
  context.print(options.json === true ? jsonDocument(found) : `${sentence(found)}\n`);
  return exitCodes.ok;
};

function showProgress(events: number): void {
  process.stderr.write(`\r\u001B[K${formatCount(events)} events`);
}

function sentence({ recorded, repeated, refused }: Awaited<ReturnType<typeof backfill>>): string {
  return `${formatCount(recorded)} events recorded, ${formatCount(repeated)} were there before, ${formatCount(refused)} do not fit what is served.`;
}
