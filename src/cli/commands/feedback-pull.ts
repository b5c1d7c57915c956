import { AirworthyError } from "../../core/error.ts";
import { type Pulled, pullNow } from "../../pipeline/pull-labels.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { logLocation, withLog } from "../log-store.ts";
import { formatTime } from "../render/format.ts";
import { renderLabelCounts, rowsOf } from "../render/label-counts.ts";
import { flow } from "../render/style.ts";

/** Takes new labels from the sources of the config. */
export const feedbackPull: Command = async (_, options, context) => {
  const only = textOption(options, "source");
  const pulled = await withLog(options, context, (project) =>
    pullNow({ ...project, place: logLocation(options, context, project) }, { signal: context.signal, only }),
  );
  const unfit = pulled.filter(({ rows, bad }) => bad > 0 && bad === rows);
  if (options.json !== true) context.print(`${flow(pulled.map(sentence).join("\n"))}\n`);
  if (unfit.length > 0) throw nothingFits(unfit, pulled);
  if (options.json === true) context.print(jsonDocument({ pulled }));
  return exitCodes.ok;
};

/** As `feedback import` tells it of a file; what the other sources had is taken. */
function nothingFits(unfit: readonly Pulled[], pulled: readonly Pulled[]): AirworthyError {
  const clauses = unfit.map(({ source, rows }) => `of the ${rowsOf(rows)} of '${source}' none fits`);
  return new AirworthyError("NO_ROWS", `Cannot take every source's labels: ${clauses.join("; ")}.`, {
    details: { sources: unfit, pulled },
  });
}

function sentence(pulled: Pulled): string {
  const { source, bad, upTo, examples } = pulled;
  const newest = upTo === null ? "" : ` The newest was known at ${formatTime(upTo)}.`;
  const counts = `${source}: ${renderLabelCounts(pulled)}${newest}`;
  const misfits = examples.map(
    ({ row, column, reason }) => `  row ${row}${column === null ? "" : `, ${column}`}: ${reason}`,
  );
  return [counts, ...(bad === 0 ? [] : [`  ${rowsOf(bad)} could not be taken:`, ...misfits])].join("\n");
}
