/** Alerts as people are shown them: with their silence, those that need somebody first. */
import type { AlertPhase, AlertState, Monitor } from "../core/monitor/index.ts";
import { type AlertRecord, type Silence, silenceOf } from "../io/store/index.ts";

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
