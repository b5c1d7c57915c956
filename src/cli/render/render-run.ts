/** A run as a person reads it, on 80 columns, with colour or without. */
import { relative } from "node:path";
import { epochsFromStart, type RunResult } from "../../pipeline.ts";
import { renderCandidates } from "./candidate-table.ts";
import { renderEpochs } from "./epoch-table.ts";
import { formatDuration } from "./format.ts";
import { renderGates } from "./gate-list.ts";
import { renderLossChart } from "./loss-chart.ts";
import { renderMetrics } from "./metric-table.ts";
import { nextSteps } from "./next-steps.ts";
import { renderStages } from "./stage-table.ts";
import { type Canvas, canvas, type RenderOptions, section, wrap } from "./style.ts";

/** The summary that `airworthy run` prints. */
export function renderRun(result: RunResult, options: RenderOptions = {}): string {
  const on = canvas(options);
  return `${[...runSections(result, on), section(on, "Next", nextSteps(result))].join("\n\n")}\n`;
}

/** The sections of the summary, the title first. */
export function runSections(result: RunResult, on: Canvas): string[] {
  const epochs = epochsFromStart(result);
  return [
    runTitle(result, on),
    section(on, "Data", renderStages(result.stages, on)),
    ...(result.warnings.length === 0 ? [] : [section(on, "Warnings", renderWarnings(result, on))]),
    section(on, "Training", renderEpochs(epochs, on, { best: result.training.bestEpoch })),
    renderLossChart(epochs, on),
    section(on, "Metrics on the unseen rows", renderMetrics(result.metrics, result.validation.baselines, on)),
    section(on, "Gates", renderGates(result.gates, on)),
    section(on, "Package", renderPackage(result, on)),
  ];
}

function runTitle({ name, run, status, durationMs }: RunResult, { paint }: Canvas): string {
  const outcome = status === "passed" ? paint("good", "✓ passed") : paint("bad", "✗ failed");
  return `${paint("title", name)}  ${outcome} in ${formatDuration(durationMs)}  ${paint("faint", `run ${run}`)}`;
}

function renderWarnings({ warnings }: RunResult, { paint, width }: Canvas): string {
  return warnings
    .map(({ stage, message }) => {
      const [first = "", ...rest] = wrap(`${stage}: ${message}`, width - 4);
      return [`  ${paint("warn", "!")} ${first}`, ...rest.map((line) => `    ${line}`)].join("\n");
    })
    .join("\n");
}

const standings = {
  champion: "champion: it answers from now on",
  challenger: "challenger: the champion answers still, for this one is worse",
} as const;

function renderPackage({ package: made, status }: RunResult, on: Canvas): string {
  if (made === null) {
    const why = status === "passed" ? "nothing was asked for" : "a gate failed, so nothing was packaged";
    return on.paint("faint", `  none: ${why}`);
  }
  const standing = made.alias === null ? "kept without an alias: a gate failed" : standings[made.alias];
  return [
    `  version ${made.version}, ${made.shipped}; ${standing}`,
    on.paint("faint", `  ${relative(process.cwd(), made.path) || "."}`),
    "",
    renderCandidates(made.candidates, made.shipped, on),
  ].join("\n");
}
