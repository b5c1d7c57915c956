/** Numbers and times as people read them; one place for every page. */
const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const dash = "–";
const minus = "−";

/** A hyphen is no minus: it is narrower than a digit. */
function withMinus(text: string): string {
  return text.replace(/^-/, minus);
}

/** 4,120. */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? dash : count.format(value);
}

/** 99,999 and 1.2M: all digits as long as there is room for them. */
export function formatCompact(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash;
  return (Math.abs(value) < 100_000 ? count : compact).format(value);
}

/** 86.1%, of a share between 0 and 1. */
export function formatShare(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return dash;
  return `${withMinus((value * 100).toFixed(digits))}%`;
}

/** 3.2 ms, 1.4 s. */
export function formatMs(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash;
  if (value >= 10_000) return formatSpan(value);
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return value >= 100 ? `${value.toFixed(0)} ms` : `${significant(value, 2)} ms`;
}

/** 0.0123, 12.3, 1,230: three digits that say something. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash;
  return withMinus(digitsOf(value));
}

function digitsOf(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return count.format(value);
  if (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4)) return value.toExponential(2);
  return Math.abs(value) >= 1_000 ? count.format(value) : significant(value, 3);
}

/** 0.05 and 0.1, of an axis or a bin: without the zeros of {@link formatNumber} that say nothing there. */
export function formatTick(value: number | null | undefined): string {
  return formatNumber(value)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/** +0.0123, −1.2 pp (of a share), 0.0000: how far a figure is from another; what rounds to nothing has no sign. */
export function formatDifference(value: number, unit: string): string {
  const far = Math.abs(value);
  const isTiny = (unit === "score" || unit === "nats") && far < 1e-4;
  const text = isTiny ? "0.0000" : formatFigure(far, unit).replace("%", "\u00a0pp");
  if (!/[1-9]/.test(text)) return text;
  return `${value < 0 ? minus : "+"}${text}`;
}

/** 512 B, 34.5 kB. */
export function formatBytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return dash;
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1_000 ** step;
  return `${step === 0 ? scaled.toFixed(0) : significant(scaled, 3)} ${units[step]}`;
}

const spans = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** 3 d, 4 h, 12 min: the greatest unit that fits, with the next one where it says something. */
export function formatSpan(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return dash;
  const at = spans.findIndex(([, size]) => ms >= size);
  const unit = spans[at];
  if (unit === undefined) return `${Math.round(ms)} ms`;
  const whole = Math.floor(ms / unit[1]);
  const next = spans[at + 1];
  const rest = next === undefined ? 0 : Math.floor((ms - whole * unit[1]) / next[1]);
  return whole >= 10 || rest === 0 || next === undefined
    ? `${whole} ${unit[0]}`
    : `${whole} ${unit[0]} ${rest} ${next[0]}`;
}

/** A metric or figure by its unit. */
export function formatFigure(value: number | null | undefined, unit: string): string {
  if (unit === "share") return formatShare(value);
  if (unit === "ms") return formatMs(value);
  if (unit === "bytes") return formatBytes(value);
  return formatNumber(value);
}

const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const dateTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", ...clock });
const withYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  ...clock,
});

/** Local: 23 Nov, 09:12; with its year where that is another one. */
export function formatTime(time: number, now: number = Date.now()): string {
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? dateTime : withYear).format(time);
}

/** 2026-11-23 09:12:41 UTC. */
export function formatUtc(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** 4 min ago; in 2 h; seconds within the minute alone. */
export function formatAgo(time: number, now: number = Date.now()): string {
  const exact = now - time;
  if (Math.abs(exact) < 1_000) return "now";
  const ms = Math.abs(exact) < 60_000 ? exact : Math.trunc(exact / 60_000) * 60_000;
  return ms > 0 ? `${formatSpan(ms)} ago` : `in ${formatSpan(-ms)}`;
}

/** `2 alerts`, `1 alert`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function significant(value: number, digits: number): string {
  if (value === 0) return "0";
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(6, places));
}
