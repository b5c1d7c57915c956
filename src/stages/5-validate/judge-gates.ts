import type { Definition, Gate } from "../../core/definition/index.ts";
import { formatApart, formatCount } from "../../core/format.ts";
import { type Metric, metricTable, type Task } from "../../core/metric.ts";
import type { Estimates } from "./bootstrap.ts";
import type { Compared } from "./compare-champion.ts";
import type { Evidence } from "./evidence.ts";
import { gateHolds } from "./gate-holds.ts";
import type { Measurable } from "./measurable.ts";
import type { SliceReport } from "./slice-report.ts";

export interface GateResult extends Gate {
  /** Null where the metric could not be measured; such a gate fails. */
  readonly value: number | null;
  readonly passed: boolean;
  /** Where it failed: the number, the bound and the rows behind it. */
  readonly explanation: string;
  /** The version compared with, where the gate is "not worse than the champion": its bound is the champion's loss. */
  readonly champion?: number;
}

export interface JudgeInput {
  readonly gates: Definition["gates"];
  readonly task: Task;
  readonly metrics: Estimates;
  readonly measured: Measurable;
  readonly evidence: Evidence;
  readonly slices: readonly SliceReport[];
  readonly compared: Compared | null;
}

/** Judges every gate that validation measures; latency and size are left to packaging. */
export function judgeGates(input: JudgeInput): GateResult[] {
  const bounds = input.gates.bounds
    .filter(({ metric }) => metricTable[metric].measuredBy === "validate")
    .map((gate) => judgeBound(gate, input));
  return [...bounds, ...judgeChampion(input)];
}

function judgeBound(gate: Gate, input: JudgeInput): GateResult {
  const { metric, direction, bound } = gate;
  const value = input.metrics[metric]?.value ?? null;
  if (value === null) {
    const reason = input.measured.rules[metric]?.undefinedWhere ?? "it has no meaning for this label";
    const wanted = `${direction === "atLeast" ? "at least" : "at most"} ${bound}`;
    return {
      ...gate,
      value,
      passed: false,
      explanation: `${metric} cannot be measured: ${reason}; wanted ${wanted}`,
    };
  }
  const passed = gateHolds(gate, value);
  return { ...gate, value, passed, explanation: passed ? "" : explain(gate, value, input) };
}

function explain({ metric, direction, bound }: Gate, value: number, input: JudgeInput): string {
  const declared = String(bound).split(".")[1] ?? "";
  const [shown, wanted] = formatApart(value, bound, Math.max(2, declared.length));
  const side = direction === "atLeast" ? "below" : "above";
  const behind = input.measured.behind(metric, input.evidence);
  return `${metric} ${shown} is ${side} ${wanted}: ${behind}${worstSlice(input)}`;
}

/** The slice with the worst number, where there are slices. */
function worstSlice({ slices, task }: JudgeInput): string {
  const sign = task === "regression" ? -1 : 1;
  const [worst] = slices.toSorted((one, other) => sign * (one.metric.value - other.metric.value));
  if (worst === undefined) return "";
  return `; worst slice ${worst.name}, ${worst.metric.value.toFixed(2)} on ${formatCount(worst.rows)} rows`;
}

function judgeChampion({ gates, task, metrics, compared, evidence }: JudgeInput): GateResult[] {
  if (gates.notWorseThanChampion === "never" || compared === null) return [];
  const { comparison, championLoss } = compared;
  const metric: Metric = task === "regression" ? "rmse" : "logLoss";
  const bound = task === "regression" ? Math.sqrt(championLoss) : championLoss;
  const value = metrics[metric]?.value ?? null;
  const slices = gates.notWorseThanChampion === "on each slice" ? comparison.worseSlices : [];
  const passed = comparison.verdict !== "worse" && slices.length === 0;
  const [shown, champion] = formatApart(value ?? Number.NaN, bound);
  const { low, high } = comparison.lossDifference;
  const differs = `${metric} ${shown} against ${champion} of champion version ${comparison.version} on the same ${formatCount(evidence.rows)} rows; the loss differs by ${formatApart(low, high).join(" to ")}`;
  const where = slices.length === 0 ? "" : `; worse on ${slices.join(", ")}`;
  const explanation = passed ? "" : `${differs}${where}`;
  return [{ metric, direction: "atMost", bound, value, passed, explanation, champion: comparison.version }];
}
