import { type Estimate, type Metric, metricTable } from "../../core/metric.ts";
import type { Baseline, ValidationReport } from "../../stages/5-validate/index.ts";
import { formatMetric } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** Every metric with its 95% interval, and what the baselines reach. */
export function renderMetrics(
  metrics: ValidationReport["metrics"],
  baselines: readonly Baseline[],
  canvas: Canvas,
): string {
  const columns = [
    { title: "metric" },
    { title: "value", align: "right" },
    { title: "95% interval", align: "right" },
    ...baselines.map(({ name }) => ({ title: name, align: "right" }) as const),
  ] as const;
  const rows = (Object.entries(metrics) as [Metric, Estimate][]).map(([metric, { value, low, high }]) => [
    metricTable[metric].title,
    formatMetric(metric, value),
    `${formatMetric(metric, low)} to ${formatMetric(metric, high)}`,
    ...baselines.map((baseline) => baselineCell(metric, baseline)),
  ]);
  return renderTable(columns, rows, canvas);
}

function baselineCell(metric: Metric, { metrics }: Baseline): string {
  const value = metrics[metric];
  return value === undefined ? "–" : formatMetric(metric, value);
}
