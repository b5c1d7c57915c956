/** Where a time axis is marked, and how: at whole hours or days of the reader's clock. */
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 7, 14, 28].map((days) => days * dayMs),
];
const mostTicks = 8;

/** Places in [from, to]: at most one more than `most`, and nine. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const wanted = Math.max(1, Math.min(most, mostTicks));
  const step = steps.find((each) => (to - from) / each <= wanted) ?? 28 * dayMs;
  const offset = new Date(from).getTimezoneOffset() * minuteMs;
  const first = Math.ceil((from - offset) / step) * step + offset;
  const ticks: number[] = [];
  for (let at = first; at <= to; at += step) ticks.push(at);
  return ticks;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** The clock; the date where a day begins, or the axis is of days. */
export function tickLabel(at: number, span: number): string {
  const time = new Date(at);
  const isMidnight = time.getHours() === 0 && time.getMinutes() === 0;
  return isMidnight || span > 4 * dayMs ? date.format(at) : clock.format(at);
}
