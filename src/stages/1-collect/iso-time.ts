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

const parts =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?:(Z)| ?([+-])(\d{2}):?([0-5]\d)?)?$/;
const accepted = new RegExp(`^(?:${naivePattern}|${utcPattern}|${offsetPattern}|${shortOffsetPattern})$`);

/** A clock on a wall: its microseconds as if it hung in UTC, and the offset it names. */
export interface WallTime {
  readonly micros: number;
  /** Minutes east of UTC; null where the text names no offset. */
  readonly offsetMinutes: number | null;
}

/** The wall time that an ISO 8601 text says; null where it says none. Digits beyond microseconds are cut. */
export function parseIsoTime(text: string): WallTime | null {
  const match = accepted.test(text) ? parts.exec(text) : null;
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const wall = wallMicros({
    year,
    month,
    day,
    hour,
    minute,
    second,
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
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  if (time.getUTCFullYear() !== year || time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day)
    return null;
  return (time.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000) * 1_000 + micros;
}
