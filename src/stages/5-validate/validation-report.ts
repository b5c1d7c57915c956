import type { Estimate, Metric } from "../../core/metric.ts";
import type { Flow } from "../../core/progress.ts";
import type { AnswerReport } from "./answer-report.ts";
import type { Baseline } from "./baselines.ts";
import type { ChampionComparison } from "./compare-champion.ts";
import type { Importance } from "./importance.ts";
import type { GateResult } from "./judge-gates.ts";
import type { SliceReport } from "./slice-report.ts";

/** What validation found: plain data, for the run's record, the package, the card and the command line. */
export interface ValidationReport extends Pick<AnswerReport, "confusion" | "perClass" | "curves"> {
  readonly flow: Flow;
  readonly note: string;
  readonly metrics: Readonly<Partial<Record<Metric, Estimate>>>;
  /** Binary only. */
  readonly threshold: number | null;
  /** 1 where calibration did not help; null for regression. */
  readonly temperature: number | null;
  readonly slices: readonly SliceReport[];
  readonly importance: readonly Importance[];
  readonly baselines: readonly Baseline[];
  readonly champion: ChampionComparison | null;
  readonly gates: readonly GateResult[];
  readonly passed: boolean;
  /** What weakens the numbers, in sentences: undefined metrics, few rows, what was fitted on these rows. */
  readonly warnings: readonly string[];
  /** How the numbers were made, in sentences: intervals, bins, samples. */
  readonly methods: readonly string[];
}
