/** Wall clocks of a zone, as ICU reads them: a time that a clock skips counts on, one that it shows twice is the later. */
const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMillis(zone: string, epochMillis: number): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(epochMillis).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(epochMillis / 1_000) * 1_000;
}

const dayMillis = 86_400_000;

/** The UTC microseconds at which the clocks of `zone` show `wallMicros` (as if they hung in UTC). */
export function zonedMicros(wallMicros: number, zone: string): number {
  if (zone === "UTC") return wallMicros;
  const wall = Math.floor(wallMicros / 1_000);
  const before = offsetMillis(zone, wall - dayMillis);
  const after = offsetMillis(zone, wall + dayMillis);
  const shown = [before, after].filter((offset) => offsetMillis(zone, wall - offset) === offset);
  return wallMicros - (shown.length === 0 ? before : Math.min(...shown)) * 1_000;
}
