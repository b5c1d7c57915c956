/** The `rollout` section: how a challenger answers beside the champion before it takes its place. No stage reads it. */
import { isMetric, type Metric, type MetricOf, metricTable, type Task } from "../metric.ts";
import { type Duration, durationMicros } from "../time.ts";

/** What a rollout may do while no label has come: wait for one, or go by what the scores promise. */
export const labelPolicies = ["wait", "go by estimate"] as const;
export type LabelPolicy = (typeof labelPolicies)[number];

export interface RolloutOptions<T extends Task = Task> {
  /** Answers that nobody sees. */
  readonly shadow?: {
    /** An hour unless told, in whole minutes. */
    readonly for?: Duration;
    /** Answers that are compared at least; 500 unless told. */
    readonly leastRows?: number;
  };
  readonly canary?: {
    /** Shares of entities, rising; 0.05, 0.25 and 0.5 unless told. */
    readonly steps?: readonly number[];
    /** How long each step lasts at least, in whole minutes; an hour unless told. */
    readonly each?: Duration;
    /** Answers of the challenger in each step at least; 500 unless told. */
    readonly leastRows?: number;
  };
  readonly gates?: {
    /** How many times the champion's p99 the challenger's may be; 2 unless told. */
    readonly latencyTimes?: { readonly atMost: number };
    /** The share of answers that fail, where the champion's is not higher; 0.01 unless told. */
    readonly errorShare?: { readonly atMost: number };
    /** In shadow, the share of answers that are the champion's too; 0.7 unless told. */
    readonly agreement?: { readonly atLeast: number };
    /** The greatest difference of the scores' cumulative shares (Kolmogorov–Smirnov); 0.3 unless told. */
    readonly scoreDistance?: { readonly atMost: number };
    /** On labels that have come, how much worse than the champion it may be; 0.05 of the accuracy or of the RMSE unless told. */
    readonly quality?: { readonly metric?: MetricOf<T>; readonly worseBy?: { readonly atMost: number } };
  };
  /** Whether it is promoted while no label says how good it is; "wait" unless told. */
  readonly withoutLabels?: LabelPolicy;
  /** A step that could not be passed by then is rolled back; 7 days unless told. */
  readonly giveUpAfter?: Duration;
}

export interface RolloutDefinition {
  readonly shadow: { readonly forMs: number; readonly leastRows: number };
  readonly canary: { readonly steps: readonly number[]; readonly eachMs: number; readonly leastRows: number };
  readonly gates: RolloutGates;
  readonly withoutLabels: LabelPolicy;
  readonly giveUpAfterMs: number;
}

export interface RolloutGates {
  readonly latencyTimes: number;
  readonly errorShare: number;
  readonly agreement: number;
  readonly scoreDistance: number;
  readonly metric: Metric;
  /** A share of the champion's value where the metric is no share itself. */
  readonly worseBy: number;
}

/** What `options` mean for a label of `task`. */
export function resolveRollout(options: RolloutOptions = {}, task: Task = "binary"): RolloutDefinition {
  const { shadow = {}, canary = {}, gates = {}, withoutLabels = "wait", giveUpAfter = "7d" } = options;
  const { latencyTimes, errorShare, agreement, scoreDistance, quality = {} } = gates;
  return {
    shadow: { forMs: millis(shadow.for ?? "1h"), leastRows: shadow.leastRows ?? 500 },
    canary: {
      steps: canary.steps ?? [0.05, 0.25, 0.5],
      eachMs: millis(canary.each ?? "1h"),
      leastRows: canary.leastRows ?? 500,
    },
    gates: {
      latencyTimes: latencyTimes?.atMost ?? 2,
      errorShare: errorShare?.atMost ?? 0.01,
      agreement: agreement?.atLeast ?? 0.7,
      scoreDistance: scoreDistance?.atMost ?? 0.3,
      metric: quality.metric ?? (task === "regression" ? "rmse" : "accuracy"),
      worseBy: quality.worseBy?.atMost ?? 0.05,
    },
    withoutLabels,
    giveUpAfterMs: millis(giveUpAfter),
  };
}

function millis(duration: Duration): number {
  return durationMicros(duration) / 1_000;
}

/** Metrics whose difference between two versions has an interval. */
const comparable: Readonly<Record<Task, readonly Metric[]>> = {
  binary: ["accuracy", "precision", "recall", "f1", "logLoss", "brier", "rocAuc"],
  multiclass: ["accuracy", "logLoss"],
  regression: ["mae", "rmse"],
};

/** Everything in the definition's `rollout` that has no meaning, one clause each. */
export function rolloutProblems({
  rollout,
  events,
}: {
  readonly rollout?: RolloutDefinition;
  readonly events: { readonly label: { readonly task: Task } };
}): readonly string[] {
  if (rollout === undefined) return [];
  const { shadow, canary, giveUpAfterMs } = rollout;
  return [
    ...countProblem("shadow.leastRows", shadow.leastRows),
    ...countProblem("canary.leastRows", canary.leastRows),
    ...minutesProblem("shadow.for", shadow.forMs),
    ...minutesProblem("canary.each", canary.eachMs),
    ...stepsProblem(canary.steps),
    ...gateProblems(rollout.gates, events.label.task),
    ...(giveUpAfterMs > Math.max(shadow.forMs, canary.eachMs)
      ? []
      : ["rollout.giveUpAfter must be longer than shadow.for and canary.each, or no step could be passed"]),
    ...(labelPolicies.includes(rollout.withoutLabels)
      ? []
      : [`rollout.withoutLabels is '${rollout.withoutLabels}'; wanted one of ${labelPolicies.join(", ")}`]),
  ];
}

function countProblem(name: string, value: number): string[] {
  return Number.isSafeInteger(value) && value > 0 ? [] : [`rollout.${name} wants a whole, positive number`];
}

function minutesProblem(name: string, ms: number): string[] {
  return ms % 60_000 === 0 ? [] : [`rollout.${name} wants whole minutes, as windows are measured`];
}

function stepsProblem(steps: readonly number[]): string[] {
  const rises = steps.every((share, at) => share > (steps[at - 1] ?? 0) && share <= 1);
  if (steps.length > 0 && rises) return [];
  return [`rollout.canary.steps is [${steps.join(", ")}]; wanted rising shares above 0, up to 1`];
}

function gateProblems(gates: RolloutGates, task: Task): string[] {
  const isShare = (value: number) => value >= 0 && value <= 1;
  const shares = (["errorShare", "agreement", "scoreDistance", "worseBy"] as const).filter(
    (name) => !isShare(gates[name]),
  );
  const { latencyTimes, metric } = gates;
  const isKnown = isMetric(metric) && comparable[task].includes(metric);
  return [
    ...shares.map((name) => `rollout.gates wants a share for ${name}, from 0 to 1, not ${gates[name]}`),
    ...(latencyTimes >= 1 ? [] : [`rollout.gates.latencyTimes wants 1 or more, not ${latencyTimes}`]),
    ...(isKnown
      ? []
      : [`rollout.gates.quality.metric is '${metric}'; wanted one of ${comparable[task].join(", ")}`]),
  ];
}

/** Whether differences of the metric are points; where not, they are shares of the champion's value. */
export function isInPoints(metric: Metric): boolean {
  return ["share", "score"].includes(metricTable[metric].unit);
}
