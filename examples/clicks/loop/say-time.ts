/** Simulated times as people read them. */

const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
const weekday = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short" });

/** 13 Feb */
export function sayDay(at: number): string {
  return day.format(at);
}

/** Fri 13 Feb 12:00 */
export function sayTime(at: number): string {
  const time = new Date(at).toISOString().slice(11, 16);
  return `${weekday.format(at)} ${sayDay(at).padStart(6)} ${time}`;
}
