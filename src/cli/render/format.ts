/** Numbers as a person reads them: 9,800 · 86.1% · 3.2 ms. One place for all of them. */
import { type Metric, type MetricRow, metricTable } from "../../core/metric.ts";

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 9,800 */
export function formatCount(count: number): string {
  return grouped.format(count);
}

/** 9,800 × 12 */
export function formatShape(rows: number, columns: number): string {
  return `${formatCount(rows)} × ${formatCount(columns)}`;
}

/** 86.1% */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** A length of time, in the unit that suits it: 12 µs, 3.2 ms, 1.4 s, 2 min 5 s. */
export function formatDuration(ms: number): string {
  if (ms < 0.0995) return `${Math.round(ms * 1_000)} µs`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Microseconds as a length of time. */
export function formatMicroseconds(us: number): string {
  return formatDuration(us / 1_000);
}

/** 812 B, 12.3 kB, 4.5 MB: powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A number of any size with `digits` significant ones: 0.333, 12.4, 1,230,000, 1.2e-9. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(digits - 1);
  const decimals = size >= 1 ? Math.max(0, digits - 1 - Math.floor(Math.log10(size))) : digits;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

const byUnit: Readonly<Record<MetricRow["unit"], (value: number) => string>> = {
  share: formatShare,
  nats: formatNumber,
  label: formatNumber,
  ms: formatDuration,
  bytes: formatBytes,
  score: formatNumber,
};

/** A metric's value in its own unit. */
export function formatMetric(metric: Metric, value: number): string {
  return byUnit[metricTable[metric].unit](value);
}

/** 2026-05-01 10:00:00 UTC */
export function formatTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
