import { formatSpan } from "../../core/format.ts";
import type { AlertPhase, AlertState, Monitor } from "../../core/monitor/index.ts";
import { type AlertRecord, type Silence, silenceOf } from "../../io/store/index.ts";
import { formatBound, formatMeasured, stateWord } from "./alert-words.ts";
import { formatTime } from "./format.ts";
import type { Canvas } from "./style.ts";
import { renderTable } from "./table.ts";

/** An alert as `airworthy alerts` tells it; times are epoch milliseconds. */
export interface ListedAlert extends AlertState {
  readonly id: string;
  readonly monitor: string;
  /** A feature, a slice or a phase; empty for the whole. */
  readonly subject: string;
  readonly declared: Monitor;
  /** Until when nobody is told of it; null where people are. */
  readonly silencedUntil: number | null;
  readonly updatedAt: number;
}

export function listedAlert(alert: AlertRecord, silences: readonly Silence[]): ListedAlert {
  const { id, monitor, subject, declared, state, updatedAt } = alert;
  const silencedUntil = silenceOf(alert, silences)?.endsAt ?? null;
  return { id, monitor, subject, ...state, declared, silencedUntil, updatedAt };
}

const urgency: Readonly<Record<AlertPhase, number>> = {
  firing: 0,
  acknowledged: 1,
  pending: 2,
  resolved: 3,
  ok: 4,
};

/** Those that are on first, among them those that page and those that began last. */
export function sortAlerts(alerts: readonly ListedAlert[]): ListedAlert[] {
  const weight = ({ phase, declared }: ListedAlert) =>
    urgency[phase] * 2 + (declared.severity === "page" ? 0 : 1);
  return alerts.toSorted(
    (one, other) => weight(one) - weight(other) || (other.since ?? 0) - (one.since ?? 0),
  );
}

/** Without the alert of the whole where a monitor's subjects have theirs: it stood for them before there was any. */
export function withoutForerunners(alerts: readonly AlertRecord[]): AlertRecord[] {
  const parted = new Set(alerts.flatMap(({ monitor, subject }) => (subject === "" ? [] : [monitor])));
  return alerts.filter(
    ({ monitor, subject, state }) => subject !== "" || state.firings > 0 || !parted.has(monitor),
  );
}

/** Whether an alert is worth a line where nobody asked for all. */
export function isLoud({ phase, noData }: ListedAlert): boolean {
  return phase !== "ok" || noData !== null;
}

const columns = [
  { title: "alert" },
  { title: "state" },
  { title: "sev." },
  { title: "what", flexible: true },
  { title: "now", align: "right" },
  { title: "worst", align: "right" },
  { title: "for", align: "right" },
] as const;

/** The alerts as a table, as they come, and a line about those that are left out. */
export function renderAlertList(
  alerts: readonly ListedAlert[],
  canvas: Canvas,
  { now, left }: { readonly now: number; readonly left: number },
): string {
  const quiet = left === 0 ? "" : `${left} ${left === 1 ? "alert is" : "alerts are"} ok; --all shows them.\n`;
  if (alerts.length === 0)
    return left === 0
      ? "No alerts: no monitor has looked yet, or none is declared.\n"
      : `All is well: ${quiet}`;
  const { paint } = canvas;
  const rows = alerts.map((alert) => {
    const { style, word } = stateWord(alert);
    const { declared, latest, worst, since } = alert;
    const name = alert.subject === "" ? alert.monitor : `${alert.monitor}, ${alert.subject}`;
    return [
      alert.id,
      paint(style, word),
      declared.severity,
      `${name} ${formatBound(declared)}`,
      formatMeasured(latest?.value ?? null, declared),
      alert.breaches === 0 ? "–" : formatMeasured(worst, declared),
      since === null ? "–" : formatSpan(Math.max(0, now - since)),
    ];
  });
  const remarks = alerts.flatMap((alert) => remarksOn(alert).map((remark) => `  ${alert.id}  ${remark}`));
  return [
    renderTable(columns, rows, canvas),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
    ...(quiet === "" ? [] : ["", `  ${quiet.trimEnd()}`]),
    "",
  ].join("\n");
}

function remarksOn({ phase, condition, noData, acknowledged, silencedUntil }: ListedAlert): string[] {
  return [
    ...(phase === "firing" && condition === "over"
      ? ["the condition is over; nobody has acknowledged it"]
      : []),
    ...(phase === "acknowledged" && acknowledged !== null
      ? [`acknowledged by ${acknowledged.who}: ${acknowledged.note}`]
      : []),
    ...(noData === null ? [] : [`no data: ${noData.why}`]),
    ...(silencedUntil === null ? [] : [`silenced until ${formatTime(silencedUntil)}`]),
  ];
}
