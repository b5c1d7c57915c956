import type { Monitor } from "./monitor.ts";
import type { Reading } from "./reading.ts";

/** `between`: neither proven bad nor back to where the condition is over. */
export type Verdict = "breach" | "clear" | "between" | "noData";

/** What of a monitor decides on a reading. */
export type Condition = Pick<Monitor, "direction" | "bound" | "resolveBound" | "leastSample" | "strict">;

/** What one reading says of a condition; its interval must be wholly on the bad side unless the monitor is strict. */
export function verdictOf(condition: Condition, reading: Reading): Verdict {
  const { direction, bound, resolveBound, leastSample, strict } = condition;
  const { value, low, high, count } = reading;
  if (value === null || Number.isNaN(value) || count < leastSample) return "noData";
  const sign = direction === "above" ? 1 : -1;
  const kindest = (direction === "above" ? low : high) ?? value;
  const isBad = sign * (value - bound) > 0;
  if (isBad && (strict || sign * (kindest - bound) > 0)) return "breach";
  return sign * (value - resolveBound) <= 0 ? "clear" : "between";
}

/** Why a reading is no data, as a clause; where the measure did not say, how many were wanted. */
export function whyNoData({ leastSample }: Condition, { why, count, value }: Reading): string {
  if (why !== undefined) return why;
  return count < leastSample
    ? `${count} in the window, wanted ${leastSample}`
    : value === null
      ? "nothing to measure in the window"
      : "the value is not a number";
}
