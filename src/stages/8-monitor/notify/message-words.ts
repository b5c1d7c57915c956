/** A message in words, for channels that people read. */
import { countOf, formatApart, formatSignificant } from "../../../core/format.ts";
import type { Message, MessageAlert, NoticeState } from "../../../core/notify/index.ts";

export interface AlertWords {
  readonly state: NoticeState;
  /** Which alert, and what it is now. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly runbook: string | null;
}

export interface MessageWords {
  readonly headline: string;
  readonly alerts: readonly AlertWords[];
  /** What there is no room for; empty where there is. */
  readonly rest: string;
}

const mostAlerts = 20;

/** What `message` says, the alerts that are firing first. */
export function messageWords(message: Message): MessageWords {
  const order: readonly NoticeState[] = ["firing", "acknowledged", "resolved"];
  const sorted = order.flatMap((state) => message.alerts.filter((alert) => alert.state === state));
  const left = sorted.length - mostAlerts;
  return {
    headline: headlineOf(message, sorted),
    alerts: sorted.slice(0, mostAlerts).map(alertWords),
    rest: left > 0 ? `and ${countOf(left, "alert")} more` : "",
  };
}

function headlineOf({ type, model, severity, reason }: Message, alerts: readonly MessageAlert[]): string {
  const counts = [...Map.groupBy(alerts, ({ state }) => state)].map(
    ([state, some]) => `${some.length} ${state}`,
  );
  const still = reason === "repeat" ? "still " : "";
  const test = type === "test" ? "Test: " : "";
  const names = [...new Set(alerts.map(nameOf))];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `${test}[${severity}] ${line(model)}: ${still}${counts.join(", ")}: ${names.slice(0, 3).join(", ")}${more}`;
}

function nameOf({ monitor, subject }: MessageAlert): string {
  return subject === "" ? line(monitor) : `${line(monitor)} (${line(subject)})`;
}

function alertWords(alert: MessageAlert): AlertWords {
  const { state, since, at, window, count, who, note, changes, changesLeftOut, runbook } = alert;
  const by = who === null ? "" : ` by ${line(who)}`;
  const value = valueWords(alert);
  const fired = changes.filter((change) => change.state === "firing").length;
  const lines = [
    ...(value === null ? [] : [value]),
    ...(window === null ? [] : [`window ${minute(window.from)} to ${minute(window.to)}${sample(count)}`]),
    state === "resolved" ? `on from ${minute(since)} to ${minute(at)}` : `on since ${minute(since)}`,
    ...(fired > 1
      ? [`fired ${fired}${changesLeftOut > 0 ? " times or more" : " times"} since the last message`]
      : []),
    ...(note === null || note === "" ? [] : [`note: ${line(note)}`]),
  ];
  return { state, title: `${nameOf(alert)}: ${state}${by}`, lines, runbook };
}

function sample(count: number | null): string {
  return count === null ? "" : `, ${countOf(count, "value")}`;
}

/** The value beside its bound, in the unit that suits it; null where there is none. */
function valueWords({ value, bound, direction, unit }: MessageAlert): string | null {
  if (value === null) return null;
  const { size, name } = scaleOf(unit, Math.max(value, bound ?? value));
  if (bound === null) return `${formatSignificant(value / size, 4)}${name}`;
  const [measured, wanted] = formatApart(value / size, bound / size);
  return `${measured}${name}, wanted ${direction === "below" ? "at least" : "at most"} ${wanted}${name}`;
}

const hourMs = 3_600_000;

function scaleOf(
  unit: MessageAlert["unit"],
  largest: number,
): { readonly size: number; readonly name: string } {
  if (unit === "share") return { size: 0.01, name: "%" };
  if (unit !== "ms") return { size: 1, name: "" };
  return largest >= hourMs ? { size: hourMs, name: " h" } : { size: 1, name: " ms" };
}

/** What others wrote, as part of one line: a line break would begin a header or a list of its own. */
function line(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, " ").trim();
}

/** 2026-05-01 10:00 UTC */
function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
