/** What several stops say alike. */
import { countOf, formatCount, formatPoints, formatSignificant } from "../../../core/format.ts";
import { type Estimate, type MetricRow, metricTable } from "../../../core/metric.ts";
import type { StageName, StageSummary } from "../../../core/progress.ts";
import type { LessonFacts } from "./lesson-facts.ts";

/** Rows as people say them. */
export const rowsWords = (rows: number): string => countOf(rows, "row");

/** A stage of the run; undefined where it did not come that far. */
export function stageOf({ data }: LessonFacts, name: StageName): StageSummary | undefined {
  return data.stages.find(({ stage }) => stage === name);
}

/** A value in its metric's unit. */
export function inUnit(value: number, unit: MetricRow["unit"]): string {
  if (unit === "share") return formatPoints(value);
  if (unit === "bytes") return `${formatCount(value)} bytes`;
  if (unit === "ms") return `${formatSignificant(value)} ms`;
  return formatSignificant(value);
}

export interface MainMetric extends Estimate {
  readonly title: string;
  readonly unit: MetricRow["unit"];
  readonly better: MetricRow["better"];
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
}

/** Accuracy, or of a regression R²; undefined where nothing was measured. */
export function mainMetric({ validation }: LessonFacts): MainMetric | undefined {
  const wanted = validation?.task === "regression" ? "r2" : "accuracy";
  const found = validation?.metrics.find(({ metric }) => metric === wanted);
  return found === undefined ? undefined : { ...found, unit: metricTable[wanted].unit };
}

/** `86.4% to 89.8%`. */
export function interval({ low, high }: Estimate, unit: MetricRow["unit"]): string {
  return `${inUnit(low, unit)} to ${inUnit(high, unit)}`;
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  const [last = ""] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
