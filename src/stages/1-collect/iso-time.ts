/** The texts that are instants: ISO 8601, a date alone or with a time, with a zone's offset or without. */

const date = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const minutes = "[0-9]{2}:[0-9]{2}";
const seconds = ":[0-9]{2}(?:\\.[0-9]{1,9})?";
const clock = `${minutes}(?:${seconds})?`;
const offset = " ?[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?";

/** A date, or a date with a time, that names no offset; RE2 and JavaScript read it alike. */
export const naivePattern = `${date}(?:[T ]${clock})?`;
export const utcPattern = `${date}[T ]${minutes}${seconds}Z`;
export const offsetPattern = `${date}[T ]${minutes}${seconds}${offset}`;
/** DuckDB reads Z and an offset only behind seconds. */
export const shortOffsetPattern = `${date}[T ]${minutes}(?:Z|${offset})`;

/** The four patterns as one, which tells their parts. */
const parts =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:(Z)| ?([+-])(0[0-9]|1[0-5])(?::?([0-5][0-9]))?)?)?$/;

/** A clock on a wall: its microseconds as if it hung in UTC, and the offset it names. */
export interface WallTime {
  readonly micros: number;
  /** Minutes east of UTC; null where the text names no offset. */
  readonly offsetMinutes: number | null;
}

/** The wall time that an ISO 8601 text says; null where it says none. Digits beyond microseconds are cut. */
export function parseIsoTime(text: string): WallTime | null {
  const match = parts.exec(text);
  if (match === null) return null;
  const wall = wallMicros({
    year: Number(match[1]),
    month: Number(match[2]),
    day: Number(match[3]),
    hour: Number(match[4] ?? 0),
    minute: Number(match[5] ?? 0),
    second: Number(match[6] ?? 0),
    micros: Number((match[7] ?? "").padEnd(6, "0").slice(0, 6)),
  });
  if (wall === null) return null;
  if (match[8] === "Z") return { micros: wall, offsetMinutes: 0 };
  if (match[9] === undefined) return { micros: wall, offsetMinutes: null };
  const minutes = Number(match[10]) * 60 + Number(match[11] ?? 0);
  return { micros: wall, offsetMinutes: match[9] === "-" ? -minutes : minutes };
}

export interface WallParts {
  readonly year?: number | undefined;
  readonly month?: number | undefined;
  readonly day?: number | undefined;
  readonly hour?: number | undefined;
  readonly minute?: number | undefined;
  readonly second?: number | undefined;
  readonly micros?: number | undefined;
}

/** Microseconds of a wall time; null where the calendar has no such day or the clock no such time (24:00 is one). */
export function wallMicros({
  year = 1900,
  month = 1,
  day = 1,
  hour = 0,
  minute = 0,
  second = 0,
  micros = 0,
}: WallParts): number | null {
  const midnight = hour === 24 && minute === 0 && second === 0 && micros === 0;
  if ((hour > 23 && !midnight) || minute > 59 || second > 59) return null;
  const days = daysSince1970(year, month, day);
  return days === null ? null : (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + micros;
}

const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const daysBefore = daysInMonth.map((_, at) => daysInMonth.slice(0, at).reduce((sum, days) => sum + days, 0));

/** Of the Gregorian calendar, in which year 0 stands before year 1; null where it has no such day. A Date costs more. */
function daysSince1970(year: number, month: number, day: number): number | null {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const longest = daysInMonth[month - 1];
  if (longest === undefined || day < 1 || day > longest + Number(isLeap && month === 2)) return null;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const inYear = (daysBefore[month - 1] ?? 0) + Number(isLeap && month > 2) + day - 1;
  return 365 * past + leapDays + inYear - 719_162;
}
