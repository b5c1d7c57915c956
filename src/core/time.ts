/** Time is UTC microseconds since 1970 everywhere; a JavaScript number holds them exactly for ±285 years. */
import { AirworthyError } from "./error.ts";

const microsecondsByUnit = {
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
  d: 86_400_000_000,
  w: 604_800_000_000,
} as const;

/** How far behind its entity's latest event another may come unless a server is told otherwise. */
export const usualLatenessMs = 7 * 86_400_000;

export type DurationUnit = keyof typeof microsecondsByUnit;

/** A length of time as a person writes it: `"30d"`, `"1.5h"`, `"500ms"`. */
export type Duration = `${number}${DurationUnit}`;

/** The length of `duration` in microseconds; CONFIG_INVALID where it is not positive or has no unit. */
export function durationMicros(duration: Duration): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(duration);
  const micros =
    match === null ? 0 : Math.round(Number(match[1]) * microsecondsByUnit[match[2] as DurationUnit]);
  if (micros > 0) return micros;
  throw new AirworthyError(
    "CONFIG_INVALID",
    `Cannot read the duration '${duration}': wanted a positive number with one of the units ${Object.keys(microsecondsByUnit).join(", ")}, such as "30d".`,
  );
}

/** `micros` as ISO 8601 in UTC, with microseconds only where there are any: `2026-05-01T10:00:00Z`. */
export function formatMicros(micros: number): string {
  const milliseconds = Math.floor(micros / 1_000);
  const rest = micros - milliseconds * 1_000;
  const text = new Date(milliseconds).toISOString();
  if (rest > 0) return `${text.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}
