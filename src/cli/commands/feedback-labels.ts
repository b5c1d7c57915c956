/** What is worth a label, where labels differ, and what a person says of both. */
import { AirworthyError } from "../../core/error.ts";
import { openEventLog } from "../../io/event-log/index.ts";
import { contradictions, labelQueue, settleLabel } from "../../pipeline/labelling.ts";
import { reportPredictions } from "../../pipeline/report-predictions.ts";
import { findPackage, readVersion } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { logLocation, withLog } from "../log-store.ts";
import { numberOption } from "../number-option.ts";
import { whoOption, wordsOption } from "../person-options.ts";
import { renderContradictions, renderQueue } from "../render/label-queue.ts";
import { canvas } from "../render/style.ts";

const most = { low: 1, high: 1_000 };

/** Lists the predictions that are most worth a label. */
export const feedbackQueue: Command = async (_, options, context) => {
  const limit = numberOption(options, { name: "limit", ...most });
  const sinceMs = durationOption(options, "since");
  const which = readVersion(textOption(options, "modelVersion"));
  const queue = await withLog(options, context, async (project) => {
    const { package: loaded } = await findPackage(project, which);
    const span = sinceMs === undefined ? {} : { sinceMs };
    const input = { log: project.log, package: loaded, now: Date.now(), ...span };
    return await labelQueue(limit === undefined ? input : { ...input, limit }, { signal: context.signal });
  });
  context.print(options.json === true ? jsonDocument(queue) : renderQueue(queue, canvas()));
  return exitCodes.ok;
};

/** Leaves a prediction out of the queue. */
export const feedbackSkip: Command = async (predictionId = "", options, context) => {
  const who = whoOption(options);
  const note = textOption(options, "note") === undefined ? "" : wordsOption(options, "note");
  const [outcome] = await withLog(options, context, ({ definition, log }) =>
    reportPredictions(log, [{ predictionId, kind: "skipped", who, note }], { definition, now: Date.now() }),
  );
  if (outcome?.kind !== "kept")
    throw new AirworthyError("NOT_FOUND", `No prediction '${predictionId}' was logged.`);
  context.print(
    options.json === true
      ? jsonDocument({ predictionId, skipped: true })
      : `Prediction ${predictionId} is skipped: nobody is asked for its label.\n`,
  );
  return exitCodes.ok;
};

/** Lists labels on which sources differ. */
export const feedbackContradictions: Command = async (_, options, context) => {
  const limit = numberOption(options, { name: "limit", ...most });
  const page = await withLog(options, context, ({ definition, log }) =>
    contradictions(limit === undefined ? { definition, log } : { definition, log, limit }),
  );
  context.print(options.json === true ? jsonDocument(page) : renderContradictions(page, canvas()));
  return exitCodes.ok;
};

/** Says which label is right where sources differ. */
export const feedbackSettle: Command = async (id = "", options, context) => {
  const text = textOption(options, "label") ?? "";
  const [who, note] = [whoOption(options), wordsOption(options, "note")];
  const settled = await withLog(options, context, async (project) => {
    const { package: loaded } = await findPackage(project, "champion");
    await using appender = await openEventLog(logLocation(options, context, project));
    const { definition, log } = project;
    const label = labelOf(text, definition.events.columns[definition.events.label.column]?.kind);
    const said = { id, label, who, note, now: Date.now() };
    return await settleLabel({ definition, log, appender, package: loaded, ...said });
  });
  context.print(
    options.json === true
      ? jsonDocument({ settled, label: text })
      : `The label of ${id} is settled as ${text} by ${who}. What sources said is kept.\n`,
  );
  return exitCodes.ok;
};

/** As it is typed: a number or a truth value is one where the label's column has such values. */
function labelOf(text: string, kind: string | undefined): unknown {
  if (kind === "boolean") return { true: true, false: false }[text] ?? text;
  if (kind === "number" || kind === "integer") return text.trim() === "" ? text : Number(text);
  return text;
}
