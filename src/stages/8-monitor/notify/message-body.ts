/** A message as the body of a mail: plain text, and HTML that any reader shows. */
import type { Message, NoticeState } from "../../../core/notify/index.ts";
import { type AlertWords, messageWords } from "./message-words.ts";

export function messageText(message: Message): string {
  const { headline, alerts, rest } = messageWords(message);
  const blocks = alerts.map(({ title, lines, runbook }) =>
    [title, ...lines, ...(runbook === null ? [] : [`runbook: ${runbook}`])].join("\n  "),
  );
  return `${[headline, ...blocks, ...(rest === "" ? [] : [rest])].join("\n\n")}\n`;
}

const colours: Readonly<Record<NoticeState, string>> = {
  firing: "#c62828",
  acknowledged: "#ef6c00",
  resolved: "#2e7d32",
};

export function messageHtml(message: Message): string {
  const { headline, alerts, rest } = messageWords(message);
  const end = rest === "" ? "" : `<p>${escaped(rest)}</p>`;
  return `<!doctype html><html><body><p><b>${escaped(headline)}</b></p>${alerts.map(alertHtml).join("")}${end}</body></html>`;
}

function alertHtml({ state, title, lines, runbook }: AlertWords): string {
  const link =
    runbook !== null && /^https?:\/\//.test(runbook) ? [`<a href="${escaped(runbook)}">runbook</a>`] : [];
  const body = [...lines.map(escaped), ...link].join("<br>");
  return `<p style="border-left:4px solid ${colours[state]};padding-left:8px"><b>${escaped(title)}</b><br>${body}</p>`;
}

const marks: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? mark);
}
