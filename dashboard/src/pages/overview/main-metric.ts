import type { Status } from "../../api/schema.gen.ts";
import { formatNumber, formatShare } from "../../parts/format.ts";

export interface MainMetric {
  readonly metric: "accuracy" | "mae";
  readonly title: string;
  readonly format: (value: number) => string;
}

/** What a model of a task is judged by at a glance. */
export function mainMetric(task: Status["task"]): MainMetric {
  return task === "regression"
    ? { metric: "mae", title: "Mean absolute error", format: formatNumber }
    : { metric: "accuracy", title: "Accuracy", format: formatShare };
}
