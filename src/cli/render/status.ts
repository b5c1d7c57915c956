/**
 * How a model fares, one line or a few for each thing that is watched. What is not known, what is none and what is zero
 * read differently: "not known", "none" and "0".
 */
import { countOf, formatSpan } from "../../core/format.ts";
import type { Metric } from "../../core/metric.ts";
import type { Status } from "../../pipeline/status.ts";
import { formatCount, formatTime } from "./format.ts";
import { alertLines } from "./status-alerts.ts";
import { channelLines } from "./status-channels.ts";
import { eventLines } from "./status-events.ts";
import { coverageLines, driftLines, latencyLines, qualityLines, requestLines } from "./status-lines.ts";
import type { StatusContext, StatusSection } from "./status-section.ts";
import { type Canvas, cut, visibleWidth } from "./style.ts";

const mainMetrics = {
  binary: ["accuracy", "rocAuc"],
  multiclass: ["accuracy", "logLoss"],
  regression: ["mae", "r2"],
} as const satisfies Record<Status["task"], readonly Metric[]>;

const sections: readonly (readonly [title: string, section: StatusSection])[] = [
  ["Window", windowLines],
  ["Traffic", trafficLines],
  ["Requests", requestLines],
  ["Latency", latencyLines],
  ["Quality", (status, context) => qualityLines(status, context, mainMetrics[status.task])],
  ["Labels", coverageLines],
  ["Drift", driftLines],
  ["Alerts", alertLines],
  ["Told", channelLines],
  ["Lately", eventLines],
];

const titleWidth = 10;

/** The status on lines of at most the canvas' width. */
export function renderStatus(status: Status, canvas: Canvas, { now }: { readonly now: number }): string {
  const context = { ...canvas, now };
  const { model, version, builtAt } = status;
  const head = `${canvas.paint("title", model)}  version ${version}, built ${formatTime(builtAt)} (${formatSpan(Math.max(0, now - builtAt))} ago)`;
  const body = sections.flatMap(([title, section]) =>
    section(status, context).map((line, index) => {
      const start = index === 0 ? canvas.paint("title", title.padEnd(titleWidth)) : " ".repeat(titleWidth);
      return `${start}${shorten(line, canvas.width - titleWidth)}`;
    }),
  );
  return `${[head, "", ...body].join("\n")}\n`;
}

/** Only a line without colour may be too long. */
function shorten(line: string, width: number): string {
  return visibleWidth(line) <= width ? line : cut(line, width);
}

function windowLines({ window: { from, to }, countedTo }: Status, { paint, now }: StatusContext): string[] {
  const span = `the last ${formatSpan(to - from)}`;
  if (countedTo === null)
    return [
      `${span}; ${paint("warn", "nothing is counted yet")}`,
      "a server or airworthy worker counts each minute when it has ended",
    ];
  const behind = now - countedTo;
  const told = `counted up to ${formatTime(countedTo)}`;
  if (behind < 5 * 60_000) return [`${span}, ${told}`];
  return [`${span}, ${told}`, paint("warn", `! that is ${formatSpan(behind)} ago: is no monitor running?`)];
}

function trafficLines({ predictions, uncounted, window: { from, to }, countedTo }: Status): string[] {
  const more = uncounted === 0 ? [] : [`${countOf(uncounted, "prediction")} since, not counted yet`];
  if (countedTo === null) return more.length === 0 ? ["not known"] : more;
  const perMinute = predictions / ((to - from) / 60_000);
  const rate = perMinute >= 10 ? formatCount(perMinute) : perMinute.toFixed(1);
  return [
    predictions === 0 ? "0 predictions" : `${countOf(predictions, "prediction")}, ${rate} a minute`,
    ...more,
  ];
}
