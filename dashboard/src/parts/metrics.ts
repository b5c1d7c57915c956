/** The measures of a model, as people call them. */
import { formatFigure } from "./format.ts";

export type MetricUnit = "share" | "nats" | "label" | "score" | "ms" | "bytes";

interface MetricRow {
  readonly title: string;
  readonly unit: MetricUnit;
  readonly better: "higher" | "lower";
}

export const metrics: Readonly<Record<string, MetricRow>> = {
  accuracy: { title: "Accuracy", unit: "share", better: "higher" },
  rocAuc: { title: "ROC AUC", unit: "score", better: "higher" },
  logLoss: { title: "Log loss", unit: "nats", better: "lower" },
  precision: { title: "Precision", unit: "share", better: "higher" },
  recall: { title: "Recall", unit: "share", better: "higher" },
  f1: { title: "F1", unit: "score", better: "higher" },
  brier: { title: "Brier score", unit: "score", better: "lower" },
  calibrationError: { title: "Calibration error", unit: "share", better: "lower" },
  prAuc: { title: "PR AUC", unit: "score", better: "higher" },
  macroPrecision: { title: "Macro precision", unit: "share", better: "higher" },
  macroRecall: { title: "Macro recall", unit: "share", better: "higher" },
  macroF1: { title: "Macro F1", unit: "score", better: "higher" },
  mae: { title: "Mean absolute error", unit: "label", better: "lower" },
  rmse: { title: "Root mean squared error", unit: "label", better: "lower" },
  latencyP50Ms: { title: "Latency p50", unit: "ms", better: "lower" },
  latencyP99Ms: { title: "Latency p99", unit: "ms", better: "lower" },
  packageBytes: { title: "Package size", unit: "bytes", better: "lower" },
  r2: { title: "R²", unit: "score", better: "higher" },
};

export function metricTitle(metric: string): string {
  return metrics[metric]?.title ?? metric;
}

export function formatMetric(metric: string, value: number | null | undefined): string {
  return formatFigure(value, metrics[metric]?.unit ?? "score");
}
