/** A monitor: a condition over a window, as plain data. What it measures is its kind; what it does is in `judge`. */
import type { Metric } from "../metric.ts";
import type { LatencyPhase } from "../profile/index.ts";

export const severities = ["page", "warn"] as const;
export type Severity = (typeof severities)[number];

interface MonitorCommon {
  /** Unlike that of every other monitor of the definition; alerts are known by it. */
  readonly name: string;
  /** On which side of the bound it is bad. */
  readonly direction: "above" | "below";
  readonly bound: number;
  /** The value must come back to here before the condition is over; the bound itself unless told. */
  readonly resolveBound: number;
  /** How long the window is, in whole minutes. */
  readonly overMs: number;
  /** How long the condition must hold before the alert fires. */
  readonly forMs: number;
  /** With fewer, a reading is no data. */
  readonly leastSample: number;
  readonly severity: Severity;
  readonly runbook: string | null;
  /** Stays on until somebody acknowledges it, even when the next value is fine. */
  readonly latch: boolean;
  /** Compares the bare value; else the whole interval must be on the bad side. */
  readonly strict: boolean;
}

interface MonitorParts {
  /** A metric of the labels that have come; of a column's or feature's values one by one where it has a slice. */
  quality: { readonly metric: Metric; readonly slice: string | null };
  /** Accuracy expected from the calibrated scores while labels are out. */
  estimatedAccuracy: { readonly slice: string | null };
  latencyMs: { readonly percentile: number | "max"; readonly phase: LatencyPhase };
  /** The share of requests that failed. */
  errorShare: object;
  /** The distance from the baseline in multiples of its threshold: the learned one, or `threshold`. */
  drift: { readonly columns: readonly string[] | null; readonly threshold: number | null };
  /** The share of missing values, of each column or feature. */
  missingShare: { readonly columns: readonly string[] | null };
  /** The age, in milliseconds, of the champion's newest training row or of its package. */
  staleness: { readonly of: "data" | "package" };
  /** Predictions in the window. */
  traffic: object;
  /** The share of predictions whose label has come. */
  labelCoverage: object;
  /** The share of predictions that `replay` makes otherwise than they were served. */
  skew: object;
}

export type MonitorKind = keyof MonitorParts;

export type MonitorOf<K extends MonitorKind> = {
  [Each in K]: MonitorCommon & MonitorParts[Each] & { readonly kind: Each };
}[K];

export type Monitor = MonitorOf<MonitorKind>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface MonitorRow {
  readonly title: string;
  readonly unit: "share" | "ms" | "predictions" | "thresholds" | "metric";
  /** Unless told. */
  readonly overMs: number;
  readonly leastSample: number;
  readonly severity: Severity;
  readonly latch: boolean;
  /** Whether its windows are of predictions old enough for their labels to be mature. */
  readonly waitsForLabels: boolean;
}

const usual = { severity: "warn", latch: false, waitsForLabels: false } as const;

/** What holds of each kind unless the definition tells otherwise. */
export const monitorTable: Readonly<Record<MonitorKind, MonitorRow>> = {
  quality: {
    title: "quality",
    unit: "metric",
    overMs: dayMs,
    leastSample: 50,
    severity: "page",
    latch: true,
    waitsForLabels: true,
  },
  estimatedAccuracy: {
    ...usual,
    title: "estimated accuracy",
    unit: "share",
    overMs: dayMs,
    leastSample: 50,
  },
  latencyMs: {
    title: "latency",
    unit: "ms",
    overMs: 5 * minuteMs,
    leastSample: 20,
    severity: "page",
    latch: true,
    waitsForLabels: false,
  },
  errorShare: {
    ...usual,
    title: "error share",
    unit: "share",
    overMs: 5 * minuteMs,
    leastSample: 20,
    severity: "page",
  },
  drift: { ...usual, title: "drift", unit: "thresholds", overMs: dayMs, leastSample: 100 },
  missingShare: { ...usual, title: "missing values", unit: "share", overMs: hourMs, leastSample: 50 },
  staleness: { ...usual, title: "age of the model", unit: "ms", overMs: minuteMs, leastSample: 0 },
  traffic: {
    ...usual,
    title: "traffic",
    unit: "predictions",
    overMs: 15 * minuteMs,
    leastSample: 0,
    severity: "page",
  },
  labelCoverage: {
    ...usual,
    title: "label coverage",
    unit: "share",
    overMs: dayMs,
    leastSample: 50,
    waitsForLabels: true,
  },
  skew: { ...usual, title: "skew", unit: "share", overMs: hourMs, leastSample: 1 },
};

export const monitorKinds = Object.keys(monitorTable) as MonitorKind[];
