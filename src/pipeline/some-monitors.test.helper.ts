/** One monitor of each kind that a test of the round needs. */
import type { Monitor, MonitorOf } from "../core/monitor/index.ts";

export const minute = 60_000;

const common = {
  resolveBound: 0,
  overMs: 5 * minute,
  forMs: 0,
  leastSample: 20,
  severity: "page",
  runbook: null,
  latch: true,
  strict: false,
} as const;

export const accuracy: Monitor = {
  ...common,
  name: "accuracy",
  kind: "quality",
  metric: "accuracy",
  slice: null,
  direction: "below",
  bound: 0.8,
  resolveBound: 0.8,
};
export const traffic: Monitor = {
  ...common,
  name: "traffic",
  kind: "traffic",
  direction: "below",
  bound: 1,
  resolveBound: 1,
  leastSample: 0,
  latch: false,
};
export const coverage: Monitor = {
  ...accuracy,
  name: "coverage",
  kind: "labelCoverage",
  bound: 0.5,
  resolveBound: 0.5,
};
export const missing: Monitor = {
  ...common,
  name: "missing",
  kind: "missingShare",
  columns: ["device", "clicks"],
  direction: "above",
  bound: 0.5,
  resolveBound: 0.5,
  latch: false,
};
export const age: MonitorOf<"staleness"> = {
  ...common,
  name: "age",
  kind: "staleness",
  of: "package",
  direction: "above",
  bound: 10 * minute,
  resolveBound: 10 * minute,
  leastSample: 0,
  latch: false,
};
