import type { SlackChannel } from "../../../core/definition/index.ts";
import type { Message, NoticeState } from "../../../core/notify/index.ts";
import type { Channel, ChannelSurroundings } from "./channel.ts";
import { post } from "./http-post.ts";
import { type AlertWords, messageWords } from "./message-words.ts";
import { readValue } from "./variables.ts";

/** An incoming webhook: a line of text and an attachment for each alert, which Slack and its likes both show. */
export function slackChannel(spec: SlackChannel, { environment }: ChannelSurroundings): Channel {
  const url = readValue(spec.url, environment);
  return {
    deliver: (message, { signal }) =>
      post(url, {
        body: JSON.stringify(slackPayload(message)),
        signal,
        timeLimitMs: spec.timeLimitMs,
        secrets: [url],
      }),
  };
}

const colours: Readonly<Record<NoticeState, string>> = {
  firing: "#c62828",
  acknowledged: "#ef6c00",
  resolved: "#2e7d32",
};

/** What an incoming webhook takes. */
export function slackPayload(message: Message): object {
  const { headline, alerts, rest } = messageWords(message);
  const last = rest === "" ? [] : [{ fallback: escaped(rest), text: escaped(rest) }];
  return { text: escaped(headline), attachments: [...alerts.map(attachment), ...last] };
}

function attachment({ state, title, lines, runbook }: AlertWords): object {
  const text = [...lines.map(escaped), ...(runbook === null ? [] : [linkTo(runbook)])].join("\n");
  return { color: colours[state], fallback: escaped(title), title: escaped(title), text };
}

/** Slack reads `&`, `<` and `>` as marks of its own: a mention or a link in a name or a note would take effect. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function linkTo(url: string): string {
  return `<${escaped(url).replaceAll("|", "%7C")}|runbook>`;
}
