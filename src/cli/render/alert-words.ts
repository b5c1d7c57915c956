/** How alerts, their values and their times read, on one page and in every list. */
import { formatSpan } from "../../core/format.ts";
import type { AlertState, Monitor, Reading } from "../../core/monitor/index.ts";
import { monitorTable } from "../../core/monitor/index.ts";
import { formatCount, formatDuration, formatMetric, formatShare } from "./format.ts";
import type { StyleName } from "./style.ts";

const byUnit: Readonly<
  Record<(typeof monitorTable)[Monitor["kind"]]["unit"], (value: number, monitor: Monitor) => string>
> = {
  share: formatShare,
  ms: (value, { kind }) => (kind === "staleness" ? formatSpan(value) : formatDuration(value)),
  predictions: formatCount,
  thresholds: (value) => `${value.toFixed(2)}×`, // of its threshold
  metric: (value, monitor) => (monitor.kind === "quality" ? formatMetric(monitor.metric, value) : ""),
};

/** A value of the monitor's measure, in its unit. */
export function formatMeasured(value: number | null, monitor: Monitor): string {
  return value === null ? "–" : byUnit[monitorTable[monitor.kind].unit](value, monitor);
}

/** A reading with its interval: `"78.1% (71.0% to 84.2%)"`. */
export function formatReading({ value, low, high }: Reading, monitor: Monitor): string {
  const text = formatMeasured(value, monitor);
  if (low === null || high === null) return text;
  return `${text} (${formatMeasured(low, monitor)} to ${formatMeasured(high, monitor)})`;
}

/** `"below 80.0%"`. */
export function formatBound(monitor: Monitor, bound = monitor.bound): string {
  return `${monitor.direction} ${formatMeasured(bound, monitor)}`;
}

/** What an alert is, in a word, with its colour; the facts that the phase alone does not tell stand beside it. */
export function stateWord({ phase, condition, noData }: AlertState): {
  readonly style: StyleName;
  readonly word: string;
} {
  const blind = noData === null ? "" : ", no data";
  if (phase === "firing")
    return { style: "bad", word: `✗ firing${condition === "over" ? ", over" : ""}${blind}` };
  if (phase === "acknowledged") return { style: "warn", word: `! acknowledged${blind}` };
  if (phase === "pending") return { style: "warn", word: `… pending${blind}` };
  if (noData !== null) return { style: "faint", word: "? no data" };
  return phase === "resolved" ? { style: "good", word: "✓ resolved" } : { style: "good", word: "✓ ok" };
}
