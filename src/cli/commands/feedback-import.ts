import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isSourceName } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { asideName } from "../../io/aside.ts";
import { openEventLog } from "../../io/event-log/index.ts";
import { withEngine } from "../../pipeline/predict.ts";
import { type BadLabel, type ImportedLabels, importLabels } from "../../stages/8-monitor/index.ts";
import { findPackage } from "../champion-package.ts";
import { type Command, exitCodes, jsonDocument, textOption } from "../command.ts";
import { knownLog } from "../log-store.ts";
import { progressLine } from "../progress-line.ts";
import { withProject } from "../project.ts";
import { formatCount } from "../render/format.ts";
import { renderLabelCounts, rowsOf } from "../render/label-counts.ts";
import { flow } from "../render/style.ts";

/** Takes a file of labels into the event log. */
export const feedbackImport: Command = async (file = "", options, context) => {
  const path = resolve(context.directory, file);
  const source = textOption(options, "source");
  if (source !== undefined && !isSourceName(source))
    throw new AirworthyError(
      "OPTION_INVALID",
      "Cannot use --source: wanted a name of at most 100 characters.",
    );
  const found = await withProject(options, context, async (project) => {
    const { package: loaded } = await findPackage(project, "champion");
    await using log = await openEventLog(await knownLog(options, context, project));
    await using bad = badRowsBeside(path);
    using line = progressLine();
    const onProgress = (rows: number) => line.show(`${formatCount(rows)} labels`);
    const named = source === undefined ? {} : { source };
    const examples: BadLabel[] = [];
    const onBad = async (row: BadLabel) => {
      if (examples.length < mostExamples) examples.push(row);
      await bad.add(row);
    };
    const input = { package: loaded, path, log, onBad, onProgress, ...named };
    const imported = await withEngine({ signal: context.signal }, (own) => importLabels(input, own));
    const counts = { ...imported, badRows: await bad.finish() };
    if (counts.bad > 0 && counts.bad === counts.rows) throw nothingFits(counts, file, examples);
    return counts;
  });
  context.print(options.json === true ? jsonDocument(found) : sentence(found));
  return exitCodes.ok;
};

interface Taken extends ImportedLabels {
  /** The file of the rows that could not be taken. */
  readonly badRows: string | null;
}

function sentence(found: Taken): string {
  const { bad, badRows } = found;
  const left = badRows === null ? [] : [`${rowsOf(bad)} could not be taken: why stands in ${badRows}.`];
  return `${flow([renderLabelCounts(found), ...left].join("\n"))}\n`;
}

const mostExamples = 3;

function nothingFits(counts: Taken, file: string, examples: readonly BadLabel[]): AirworthyError {
  const clauses = examples.map(({ row, column, value, reason }) => {
    const place = column === null ? `row ${row}` : `row ${row}, ${column}`;
    return `${place}: ${value === null ? "" : `'${value}', `}${reason}`;
  });
  const more = counts.bad > examples.length ? "; and so on" : "";
  return new AirworthyError(
    "NO_ROWS",
    `Cannot take a label from '${file}': of its ${rowsOf(counts.rows)} none fits. ${clauses.join("; ")}${more}. All of them stand in ${counts.badRows}.`,
    { details: { ...counts, examples } },
  );
}

/** Bad rows in a file beside `path`, whole or not at all; none where no row is bad. */
function badRowsBeside(path: string) {
  const target = `${path}.rejected.jsonl`;
  const aside = join(dirname(path), asideName(basename(target)));
  let file: FileHandle | null = null;
  return {
    add: async (bad: BadLabel) => {
      file ??= await open(aside, "w");
      await file.write(`${JSON.stringify(bad)}\n`);
    },
    finish: async () => {
      if (file === null) return null;
      await file.sync();
      await file.close();
      file = null;
      await rename(aside, target);
      return target;
    },
    async [Symbol.asyncDispose]() {
      if (file !== null) await file.close();
      await rm(aside, { force: true });
    },
  };
}
