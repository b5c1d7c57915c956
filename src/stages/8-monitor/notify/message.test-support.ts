/** Messages for tests. */
import { type Message, messageAlert, type QueuedNotice } from "../../../core/notify/index.ts";

const hour = Date.UTC(2026, 4, 1, 10);

export function testNotice(given: Partial<QueuedNotice> = {}): QueuedNotice {
  return {
    seq: 1,
    queuedAt: hour,
    id: "entry-1",
    alertId: "accuracy",
    model: "will-buy",
    monitor: "accuracy",
    subject: "",
    severity: "page",
    state: "firing",
    at: hour,
    since: hour,
    value: 0.797,
    bound: 0.8,
    direction: "below",
    unit: "share",
    count: 2_000,
    window: { from: hour - 86_400_000, to: hour },
    runbook: "https://wiki.example/accuracy?a=1&b=2",
    who: null,
    note: null,
    ...given,
  };
}

/** A message of one alert, or of those of `notices`. */
export function testMessage(
  notices: readonly Partial<QueuedNotice>[] = [{}],
  given: Partial<Message> = {},
): Message {
  return {
    type: "alerts",
    id: "7c1b0a52-8a53-4b0e-9f1e-0d6a3d1c2b4f",
    sequence: 3,
    timestamp: new Date().toISOString(),
    channel: "ops",
    model: "will-buy",
    severity: "page",
    reason: "news",
    alerts: notices.map((notice) => messageAlert(testNotice(notice), [testNotice(notice)])),
    ...given,
  };
}
