/**
 * card.md: the model card, after the sections of the Model Card Toolkit's schema (details, parameters and data,
 * quantitative analysis, considerations). Every number in it was measured in the run that made the package.
 */
import { describeExpression } from "../../core/expression/index.ts";
import { type Estimate, type Metric, metricTable } from "../../core/metric.ts";
import type { Cleaned } from "../2-clean/index.ts";
import type { ValidationReport } from "../5-validate/index.ts";
import { type Considered, cardConsiderations } from "./card-considerations.ts";
import { count, figure, table } from "./card-format.ts";
import { greatestLossRise } from "./choose-candidate.ts";
import type { Manifest } from "./manifest.ts";

export interface CardInput extends Considered {
  readonly cleaned: Cleaned;
}

/** The model card as Markdown. */
export function writeCard(input: CardInput): string {
  const { manifest } = input;
  const sections = [
    `# ${manifest.name}, version ${manifest.version}`,
    details(manifest),
    data(input),
    architecture(manifest),
    performance(input),
    slices(input.report),
    importance(input.report),
    comparisons(input.report),
    packaging(manifest),
    gates(manifest),
    cardConsiderations(input),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function details({ created, definition, lineage, versions, shipped }: Manifest): string {
  const { label } = definition.events;
  const above = label.above === null ? "" : `, true above ${label.above}`;
  return [
    "## Model details",
    "",
    `- Predicts \`${label.column}\`${above} (${label.task}) for each event of \`${definition.events.entity}\`.`,
    `- Made ${created} by run \`${lineage.run}\` from snapshot \`${lineage.snapshot}\`.`,
    `- Shipped as ${shipped}; SHA-256 of model.onnx \`${lineage.model}\`.`,
    `- Airworthy ${versions.airworthy}, Node ${versions.node}, DuckDB ${versions.duckdb}, ONNX Runtime ${versions.onnxruntime}.`,
  ].join("\n");
}

function data({ manifest, cleaned, rows }: CardInput): string {
  const { definition } = manifest;
  const { flow, outcomes } = cleaned;
  const columns = Object.entries(definition.events.columns).map(([name, column]) => [
    `\`${name}\``,
    column.kind,
    [column.pii === true ? "personal" : "", column.outcome === true ? "known afterwards" : ""]
      .filter(Boolean)
      .join(", "),
    column.description ?? "",
  ]);
  const rules = outcomes.map(({ rule, policy, rows: found }) => [rule, policy, count(found)]);
  return [
    "## Data",
    "",
    `${count(flow.rowsIn)} rows × ${flow.columnsIn} columns came in; ${count(flow.rowsOut)} were clean. ` +
      `${count(rows.train)} rows trained the model and ${count(rows.validation)} validated it (split by ${definition.split.by}).`,
    "",
    table(["column", "type", "marks", "description"], columns),
    ...(rules.length === 0 ? [] : ["", table(["cleaning rule", "policy", "rows"], rules)]),
  ].join("\n");
}

function architecture({ network, definition, preprocessing, temperature }: Manifest): string {
  const { model } = definition;
  const features = definition.features.map(({ name, type, expression }) => [
    `\`${name}\``,
    type,
    `\`${describeExpression(expression).replaceAll("|", "\\|")}\``,
  ]);
  return [
    "## Architecture",
    "",
    `A multi-layer perceptron of widths ${network.widths.join(" → ")} (${count(network.parameters)} parameters), ReLU between, ` +
      `trained for up to ${model.epochs} epochs with Adam (batch ${model.batchSize}, learning rate ${model.learningRate}); epoch ${network.bestEpoch} was kept.` +
      (temperature === null ? "" : ` Logits are divided by the temperature ${figure(temperature)}.`),
    "",
    `Inputs: ${preprocessing.map(({ name, encoding }) => `\`${name}\` (${encoding.kind})`).join(", ")}.`,
    ...(features.length === 0 ? [] : ["", table(["feature", "type", "meaning"], features)]),
  ].join("\n");
}

function performance({ manifest, rows }: CardInput): string {
  const lines = Object.entries(manifest.metrics).map(([metric, estimate]) => [
    metricTable[metric as Metric].title,
    metricFigure(metric as Metric, estimate.value),
    interval(metric as Metric, estimate),
  ]);
  const decision =
    manifest.threshold === null
      ? ""
      : ` A probability of at least ${figure(manifest.threshold)} is answered with true.`;
  return [
    "## Performance",
    "",
    `On ${count(rows.validation)} rows that training never saw, with bootstrap 95% intervals.${decision}`,
    "",
    table(["metric", "value", "95% interval"], lines),
  ].join("\n");
}

function slices({ slices: found }: ValidationReport): string {
  if (found.length === 0) return "";
  const lines = found.map(({ name, rows, metric, declared }) => [
    name.replaceAll("|", "\\|"),
    count(rows),
    figure(metric.value),
    `${figure(metric.low)} to ${figure(metric.high)}`,
    declared ? "declared" : "found",
  ]);
  return [
    "## Slices",
    "",
    table(["slice", "rows", "accuracy (or RMSE)", "95% interval", "chosen"], lines),
  ].join("\n");
}

function importance({ importance: found }: ValidationReport): string {
  if (found.length === 0) return "";
  const lines = found.map(({ input, lossIncrease: { value, low, high } }) => [
    `\`${input}\``,
    figure(value),
    `${figure(low)} to ${figure(high)}`,
  ]);
  return [
    "## Importance",
    "",
    "How much the loss rises when the values of an input are shuffled among the rows.",
    "",
    table(["input", "rise", "95% interval"], lines),
  ].join("\n");
}

function comparisons({ baselines, champion }: ValidationReport): string {
  const lines = baselines.map(({ name, metrics }) => [
    name,
    Object.entries(metrics)
      .map(
        ([metric, value]) =>
          `${metricTable[metric as Metric].title} ${metricFigure(metric as Metric, value)}`,
      )
      .join(", "),
  ]);
  const against =
    champion === null
      ? []
      : [
          "",
          `Against version ${champion.version} on the same rows: ${champion.verdict} (difference of mean loss ${figure(champion.lossDifference.value)}, ${figure(champion.lossDifference.low)} to ${figure(champion.lossDifference.high)}).`,
        ];
  if (lines.length + against.length === 0) return "";
  return [
    "## Baselines",
    "",
    ...(lines.length === 0 ? [] : [table(["baseline", "metrics"], lines)]),
    ...against,
  ].join("\n");
}

function packaging({ candidates, definition }: Manifest): string {
  const lines = candidates.map((one) => [
    one.kind,
    count(one.bytes),
    `${figure(one.p50Us)} / ${figure(one.p99Us)}`,
    `${figure(one.p50Us64)} / ${figure(one.p99Us64)}`,
    one.accuracy === null
      ? one.rmse === null
        ? ""
        : `RMSE ${figure(one.rmse)}`
      : metricFigure("accuracy", one.accuracy),
    figure(one.maxChange),
    one.verdict,
  ]);
  return [
    "## Package",
    "",
    `A candidate ships only if it loses at most ${figure(definition.packaging.accuracyBudget * 100)} points of accuracy (regression: of R²), its log loss rises by at most ${figure(greatestLossRise * 100)}%, and it is smaller or faster. Latencies are p50 / p99 in µs, measured where the package was built.`,
    "",
    table(["candidate", "bytes", "1 row", "64 rows", "quality", "greatest change", "verdict"], lines),
  ].join("\n");
}

function gates({ gates: found }: Manifest): string {
  if (found.length === 0) return "";
  const lines = found.map(({ metric, direction, bound, value, passed }) => [
    metricTable[metric].title,
    `${direction === "atLeast" ? "at least" : "at most"} ${metricFigure(metric, bound)}`,
    value === null ? "not measured" : metricFigure(metric, value),
    passed ? "passed" : "failed",
  ]);
  return ["## Gates", "", table(["gate", "bound", "value", "result"], lines)].join("\n");
}

function interval(metric: Metric, { low, high }: Estimate): string {
  return `${metricFigure(metric, low)} to ${metricFigure(metric, high)}`;
}

function metricFigure(metric: Metric, value: number): string {
  return metricTable[metric].unit === "share" ? `${figure(value * 100)}%` : figure(value);
}
