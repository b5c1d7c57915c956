/** One run in full: the summary, and all that stands behind it. */
import type { FoundRun } from "../../io/store/index.ts";
import type { RunResult } from "../../pipeline.ts";
import { renderFeatures } from "./feature-list.ts";
import { formatTime } from "./format.ts";
import { renderChampion, renderImportance, renderSlices } from "./insight-tables.ts";
import { runSections } from "./render-run.ts";
import { renderRules } from "./rule-table.ts";
import { statusWords } from "./run-list.ts";
import { renderStages } from "./stage-table.ts";
import { type Canvas, canvas, type RenderOptions, section, wrap } from "./style.ts";

/** The text of `airworthy show`. */
export function renderRecord(record: FoundRun, options: RenderOptions = {}): string {
  const on = canvas(options);
  const result = record.result as RunResult | null;
  const sections = result === null ? unfinished(record, on) : finished(result, on);
  return `${sections.join("\n\n")}\n`;
}

function finished(result: RunResult, on: Canvas): string[] {
  const { validation } = result;
  const [title = "", data = "", ...rest] = runSections(result, on);
  return [
    title,
    on.paint("faint", `started ${formatTime(result.startedAt)}`),
    data,
    section(on, "Rules", renderRules(result, on)),
    section(on, "Features", renderFeatures(result.features, on)),
    ...rest,
    section(on, "Slices", renderSlices(validation.slices, on)),
    section(
      on,
      "Importance: what the loss rises by when an input is shuffled",
      renderImportance(validation.importance, on),
    ),
    ...(validation.champion === null
      ? []
      : [section(on, "Against the champion", renderChampion(validation.champion, on))]),
    section(on, "How the numbers were made", sentences([...validation.methods, ...validation.warnings], on)),
  ];
}

function unfinished(record: FoundRun, on: Canvas): string[] {
  const { id, name, status, startedAt, error, stages } = record;
  const { style, word } = statusWords[status];
  const why = error === null ? [] : wrap(`${error.code}: ${error.message}`, on.width - 2);
  return [
    `${on.paint("title", name)}  ${on.paint(style, word)}  ${on.paint("faint", `run ${id}, started ${formatTime(startedAt)}`)}`,
    ...(why.length === 0 ? [] : [why.map((line) => `  ${line}`).join("\n")]),
    stages.length === 0
      ? on.paint("faint", "No stage was finished.")
      : section(on, "Data", renderStages(stages, on)),
  ];
}

function sentences(lines: readonly string[], on: Canvas): string {
  return lines
    .flatMap((line) => wrap(line, on.width - 2))
    .map((line) => `  ${line}`)
    .join("\n");
}
