import { countOf, formatCount } from "../../core/format.ts";
import type { AlertEntry } from "../../core/monitor/index.ts";
import type { DryAlert, DryRun, WatchedHistory } from "../../stages/8-monitor/index.ts";
import { formatBound, formatMeasured, formatReading, stateWord } from "./alert-words.ts";
import { formatTime } from "./format.ts";
import { type Canvas, flow, section } from "./style.ts";
import { renderTable } from "./table.ts";

/** What would have happened, in the order of time, and how every alert stands at the end. */
export function renderDryRun(run: DryRun, canvas: Canvas): string {
  const { predictions, readings, from, to, unwatched } = run;
  const held = [
    ...(predictions === 0 ? [] : [countOf(predictions, "prediction")]),
    ...(readings === 0 ? [] : [countOf(readings, "reading")]),
  ];
  return [
    flow(`${held.join(" and ")} from ${minuteOf(from)} to ${minuteOf(to)} UTC; nothing was changed`, canvas),
    "",
    section(canvas, "What would have happened", renderEvents(run, canvas)),
    "",
    section(canvas, "How it would stand at the end", renderEnd(run, canvas)),
    ...(unwatched.length === 0 ? [] : ["", section(canvas, "Not watched", renderUnwatched(unwatched))]),
    "",
  ].join("\n");
}

const minuteOf = (time: number) => formatTime(time).slice(0, 16);
const nameOf = ({ monitor }: WatchedHistory, { subject }: DryAlert) =>
  subject === "" ? monitor.name : `${monitor.name}, ${subject}`;

interface Happening {
  readonly watched: WatchedHistory;
  readonly alert: DryAlert;
  readonly entry: AlertEntry;
}

function happenings(run: DryRun): Happening[] {
  return run.watched.flatMap((watched) =>
    watched.alerts.flatMap((alert) => alert.entries.map((entry) => ({ watched, alert, entry }))),
  );
}

function renderEvents(run: DryRun, canvas: Canvas): string {
  const all = happenings(run).toSorted((one, other) => one.entry.at - other.entry.at);
  // A breach that goes on is counted below; each stands in the JSON.
  const shown = all.filter(({ entry }) => entry.change !== "breached");
  if (shown.length === 0) return canvas.paint("faint", "  nothing: every value was fine");
  const columns = [
    { title: "when" },
    { title: "what" },
    { title: "monitor", flexible: true },
    { title: "value" },
    { title: "of", align: "right" },
  ] as const;
  const rows = shown.map(({ watched, alert, entry: { at, change, reading } }) => [
    minuteOf(at),
    change === "firing" ? canvas.paint("bad", "firing") : change,
    nameOf(watched, alert),
    reading === null ? "" : formatReading(reading, watched.monitor),
    reading === null ? "" : formatCount(reading.count),
  ]);
  return renderTable(columns, rows, canvas);
}

function renderEnd({ watched }: DryRun, canvas: Canvas): string {
  const columns = [
    { title: "monitor", flexible: true },
    { title: "state" },
    { title: "fired", align: "right" },
    { title: "breaches", align: "right" },
    { title: "worst", align: "right" },
  ] as const;
  const rows = watched.flatMap((each) =>
    each.alerts.map((alert) => {
      const { style, word } = stateWord(alert.state);
      const breaches = alert.entries.filter(({ change }) => isBreach(change)).length;
      return [
        `${nameOf(each, alert)} ${formatBound(each.monitor)}`,
        canvas.paint(style, word),
        formatCount(alert.state.firings),
        formatCount(breaches),
        breaches === 0 ? "–" : formatMeasured(worstOf(each, alert), each.monitor),
      ];
    }),
  );
  return renderTable(columns, rows, canvas);
}

const isBreach = (change: AlertEntry["change"]) =>
  change === "pending" || change === "firing" || change === "again" || change === "breached";

/** Over the whole history. */
function worstOf({ monitor }: WatchedHistory, { entries }: DryAlert): number | null {
  const values = entries.flatMap(({ change, reading }) =>
    isBreach(change) && reading !== null && reading.value !== null ? [reading.value] : [],
  );
  return values.length === 0
    ? null
    : monitor.direction === "above"
      ? Math.max(...values)
      : Math.min(...values);
}

function renderUnwatched(unwatched: DryRun["unwatched"]): string {
  return unwatched.map(({ monitor, why }) => `  ${monitor}: ${why}`).join("\n");
}
