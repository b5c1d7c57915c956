/** Two runs of the same pipeline side by side: the model that knows the visitor's past, and the one that does not. */
import { formatMetric } from "../../src/cli/render/format.ts";
import type { Canvas } from "../../src/cli/render/style.ts";
import { renderTable } from "../../src/cli/render/table.ts";
import { type Metric, metricTable } from "../../src/core/metric.ts";
import type { RunResult } from "../../src/pipeline.ts";

const compared: readonly Metric[] = ["accuracy", "logLoss", "rocAuc"];

const columns = [
  { title: "metric" },
  { title: "with the two features", align: "right" },
  { title: "without", align: "right" },
] as const;

/** The metrics of both on the same unseen rows, each with its 95% interval. */
export function renderComparison(full: RunResult, plain: RunResult, canvas: Canvas): string {
  const rows = compared.map((metric) => [
    metricTable[metric].title,
    estimate(metric, full),
    estimate(metric, plain),
  ]);
  return renderTable(columns, rows, canvas);
}

function estimate(metric: Metric, { metrics }: RunResult): string {
  const measured = metrics[metric];
  if (measured === undefined) return "–";
  const [value, low, high] = [measured.value, measured.low, measured.high].map((number) =>
    formatMetric(metric, number),
  );
  return `${value} (${low} to ${high})`;
}
