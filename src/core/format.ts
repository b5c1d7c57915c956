/** Numbers as people read them in notes, reports and explanations; always in the same way, whatever the machine's language. */
let grouped: Intl.NumberFormat | null = null; // the first takes tens of milliseconds, which no start is to wait for

/** `1960` as `"1,960"`. */
export function formatCount(count: number): string {
  grouped ??= new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  return grouped.format(count);
}

/** `count` and the word for it: `"1 row"`, `"1,960 rows"`. */
export function countOf(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** A number with at most `digits` significant digits, its thousands grouped, never in scientific notation below 1e21. */
export function formatSignificant(value: number, digits = 3): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: digits });
}

/** Two numbers with as few decimals (`least` or more; two unless told) as show that they differ. */
export function formatApart(one: number, other: number, least = 2): readonly [string, string] {
  for (let decimals = least; decimals < 12; decimals++) {
    const pair = [one.toFixed(decimals), other.toFixed(decimals)] as const;
    if (pair[0] !== pair[1]) return pair;
  }
  return [String(one), String(other)];
}

/** `0.8314` as `"83.1%"`. */
export function formatPoints(share: number, decimals = 1): string {
  return `${(100 * share).toFixed(decimals)}%`;
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A long length of time in one unit: `"40 s"`, `"25 min"`, `"3 h"`, `"12 d"`. */
export function formatSpan(ms: number): string {
  if (ms > 0 && ms % dayMs === 0) return `${ms / dayMs} d`;
  if (ms > 0 && ms % hourMs === 0 && ms < 2 * dayMs) return `${ms / hourMs} h`;
  if (ms < minuteMs) return `${Math.round(ms / secondMs)} s`;
  if (ms < 2 * hourMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  return `${Math.round(ms / dayMs)} d`;
}
