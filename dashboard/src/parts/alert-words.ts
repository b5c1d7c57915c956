/** How alerts and their values read. */
import type { DeclaredMonitor, ListedAlert, Reading } from "../api/schema.gen.ts";
import { formatCount, formatMs, formatShare, formatSpan } from "./format.ts";
import { formatMetric } from "./metrics.ts";

const byKind: Readonly<Record<string, (value: number) => string>> = {
  latencyMs: formatMs,
  staleness: formatSpan,
  traffic: formatCount,
  drift: (value) => `${value.toFixed(2)}×`, // of its threshold
};

/** A value of the monitor's measure, in its unit. */
export function formatMeasured(value: number | null | undefined, monitor: DeclaredMonitor): string {
  if (value === null || value === undefined) return "–";
  if (monitor.kind === "quality") return formatMetric(String(monitor.metric), value);
  return (byKind[monitor.kind] ?? formatShare)(value);
}

/** `78.1% (71.0% to 84.2%)`. */
export function formatReading(reading: Reading | null, monitor: DeclaredMonitor): string {
  if (reading === null) return "–";
  const text = formatMeasured(reading.value, monitor);
  if (reading.low === null || reading.high === null || reading.low === reading.high) return text;
  return `${text} (${formatMeasured(reading.low, monitor)} to ${formatMeasured(reading.high, monitor)})`;
}

/** `below 80.0%`. */
export function formatBound(monitor: DeclaredMonitor, bound: number = monitor.bound): string {
  return `${monitor.direction} ${formatMeasured(bound, monitor)}`;
}

/** `above 1.00× its threshold`: where there is room to say what a value is a multiple of. */
export function explainBound(monitor: DeclaredMonitor): string {
  return `${formatBound(monitor)}${monitor.kind === "drift" ? " its threshold" : ""}`;
}

export interface StateWord {
  readonly word: string;
  readonly mark: string;
  readonly color: string;
}

const words: Readonly<Record<ListedAlert["phase"], StateWord>> = {
  firing: { word: "firing", mark: "✗", color: "red" },
  acknowledged: { word: "acknowledged", mark: "!", color: "orange" },
  pending: { word: "pending", mark: "…", color: "yellow" },
  resolved: { word: "resolved", mark: "✓", color: "teal" },
  ok: { word: "ok", mark: "✓", color: "teal" },
};

type Stated = Pick<ListedAlert, "phase" | "noData" | "condition">;

/** What an alert is, in a word with its mark. */
export function stateWord({ phase, noData, condition }: Stated): StateWord {
  const isOn = phase === "firing" || phase === "acknowledged" || phase === "pending";
  if (!isOn && noData !== null) return { word: "no data", mark: "?", color: "gray" };
  const more = phase === "firing" && condition === "over" ? ", over" : "";
  const blind = noData === null ? "" : ", no data";
  return { ...words[phase], word: words[phase].word + more + blind };
}

/** `drift of channel`. */
export function alertName({ monitor, subject }: Pick<ListedAlert, "monitor" | "subject">): string {
  return subject === "" ? monitor : `${monitor} of ${subject}`;
}

/** Whether an alert is worth a line where nobody asked for all. */
export function isLoud({ phase, noData }: ListedAlert): boolean {
  return phase !== "ok" || noData !== null;
}
