/**
 * Prometheus Alertmanager, by POST /api/v2/alerts. Labels identify an alert, so they hold nothing that changes with its
 * values. It forgets an alert at `endsAt`: one that is on is sent again and again with an end that lies ahead by four
 * of these rounds, as Prometheus does; one that is over is sent with the end that it had.
 */
import type { AlertmanagerChannel } from "../../../core/definition/index.ts";
import type { Message, MessageAlert } from "../../../core/notify/index.ts";
import type { Channel, ChannelSurroundings } from "./channel.ts";
import { post } from "./http-post.ts";
import { messageWords } from "./message-words.ts";
import { readValue } from "./variables.ts";

export function alertmanagerChannel(
  spec: AlertmanagerChannel,
  { environment }: ChannelSurroundings,
): Channel {
  const base = readValue(spec.url, environment);
  const bearer = spec.bearer === null ? null : readValue(spec.bearer, environment);
  return {
    deliver: (message, { signal }) =>
      post(`${base.replace(/\/+$/, "")}/api/v2/alerts`, {
        body: JSON.stringify(alertmanagerPayload(message, spec)),
        headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
        signal,
        timeLimitMs: spec.timeLimitMs,
        secrets: [...(bearer === null ? [] : [bearer]), ...(base === spec.url ? [] : [base])],
      }),
  };
}

const roundsAhead = 4;

/** What Alertmanager takes; times are RFC 3339. */
export function alertmanagerPayload(
  message: Message,
  { labels, resendMs }: Pick<AlertmanagerChannel, "labels" | "resendMs">,
): readonly object[] {
  const ahead = new Date(Date.parse(message.timestamp) + roundsAhead * resendMs).toISOString();
  return message.alerts.map((alert) => ({
    labels: { ...labels, ...ownLabels(message, alert) },
    annotations: annotationsOf(message, alert),
    startsAt: alert.since,
    endsAt: alert.state === "resolved" ? alert.at : ahead,
  }));
}

/** An empty label is no label to Alertmanager. */
function ownLabels(
  { type, model }: Message,
  { id, monitor, subject, severity }: MessageAlert,
): Record<string, string> {
  return {
    alertname: type === "test" ? "AirworthyTest" : monitor,
    model,
    severity,
    alert: id,
    ...(subject === "" ? {} : { subject }),
  };
}

function annotationsOf(message: Message, alert: MessageAlert): Record<string, string> {
  const [words] = messageWords({ ...message, alerts: [alert] }).alerts;
  const { state, who, note, runbook } = alert;
  return {
    summary: words?.title ?? "",
    description: words?.lines.join("\n") ?? "",
    ...(state === "acknowledged"
      ? { acknowledged: [who ?? "", note ?? ""].filter((text) => text !== "").join(": ") }
      : {}),
    ...(runbook === null ? {} : { runbook_url: runbook }),
  };
}
