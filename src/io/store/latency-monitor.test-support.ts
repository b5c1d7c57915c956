/** A monitor of the latency and a minute's reading of it, for tests of what is kept of alerts. */
import type { Monitor, Reading } from "../../core/monitor/index.ts";

const minute = 60_000;

export const latency: Monitor = {
  name: "latencyMs",
  kind: "latencyMs",
  percentile: 99,
  phase: "total",
  direction: "above",
  bound: 100,
  resolveBound: 100,
  overMs: minute,
  forMs: 0,
  leastSample: 1,
  severity: "page",
  runbook: null,
  latch: true,
  strict: false,
};

/** Of the minute that ends after `index` minutes. */
export function latencyReading(index: number, value: number | null, subject = ""): Reading {
  const to = index * minute;
  return { measure: "latencyMs", subject, from: to - minute, to, count: 1, value, low: null, high: null };
}
