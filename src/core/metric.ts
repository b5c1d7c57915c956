/** The measures of a model: one table for reports, gates, cards and monitors. */

export const tasks = ["binary", "multiclass", "regression"] as const;
export type Task = (typeof tasks)[number];

export interface MetricRow {
  readonly title: string;
  readonly better: "higher" | "lower";
  readonly tasks: readonly Task[];
  /** `share` is between 0 and 1 and printed in percent where people read it. */
  readonly unit: "share" | "nats" | "label" | "ms" | "bytes" | "score";
  readonly measuredBy: "validate" | "package";
}

export const metricTable = {
  accuracy: {
    title: "Accuracy",
    better: "higher",
    tasks: ["binary", "multiclass"],
    unit: "share",
    measuredBy: "validate",
  },
  logLoss: {
    title: "Log loss",
    better: "lower",
    tasks: ["binary", "multiclass"],
    unit: "nats",
    measuredBy: "validate",
  },
  rocAuc: { title: "ROC AUC", better: "higher", tasks: ["binary"], unit: "score", measuredBy: "validate" },
  prAuc: { title: "PR AUC", better: "higher", tasks: ["binary"], unit: "score", measuredBy: "validate" },
  precision: {
    title: "Precision",
    better: "higher",
    tasks: ["binary"],
    unit: "share",
    measuredBy: "validate",
  },
  recall: { title: "Recall", better: "higher", tasks: ["binary"], unit: "share", measuredBy: "validate" },
  f1: { title: "F1", better: "higher", tasks: ["binary"], unit: "score", measuredBy: "validate" },
  brier: { title: "Brier score", better: "lower", tasks: ["binary"], unit: "score", measuredBy: "validate" },
  calibrationError: {
    title: "Calibration error",
    better: "lower",
    tasks: ["binary", "multiclass"],
    unit: "share",
    measuredBy: "validate",
  },
  macroPrecision: {
    title: "Macro precision",
    better: "higher",
    tasks: ["multiclass"],
    unit: "share",
    measuredBy: "validate",
  },
  macroRecall: {
    title: "Macro recall",
    better: "higher",
    tasks: ["multiclass"],
    unit: "share",
    measuredBy: "validate",
  },
  macroF1: {
    title: "Macro F1",
    better: "higher",
    tasks: ["multiclass"],
    unit: "score",
    measuredBy: "validate",
  },
  mae: {
    title: "Mean absolute error",
    better: "lower",
    tasks: ["regression"],
    unit: "label",
    measuredBy: "validate",
  },
  rmse: {
    title: "Root mean squared error",
    better: "lower",
    tasks: ["regression"],
    unit: "label",
    measuredBy: "validate",
  },
  r2: { title: "R²", better: "higher", tasks: ["regression"], unit: "score", measuredBy: "validate" },
  latencyP50Ms: { title: "Latency p50", better: "lower", tasks, unit: "ms", measuredBy: "package" },
  latencyP99Ms: { title: "Latency p99", better: "lower", tasks, unit: "ms", measuredBy: "package" },
  packageBytes: { title: "Package size", better: "lower", tasks, unit: "bytes", measuredBy: "package" },
} as const satisfies Record<string, MetricRow>;

export type Metric = keyof typeof metricTable;

/** Whether `name` is a metric that Airworthy measures. */
export function isMetric(name: string): name is Metric {
  return Object.hasOwn(metricTable, name);
}

type MetricFor<T extends Task> = {
  [M in Metric]: T extends (typeof metricTable)[M]["tasks"][number] ? M : never;
}[Metric];
/** The metrics that mean something for a task. */
export type MetricOf<T extends Task> = T extends Task ? MetricFor<T> : never;

/** A number between bounds of a 95% interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
