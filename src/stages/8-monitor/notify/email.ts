import type SMTPTransport from "nodemailer/lib/smtp-transport";
import { type EmailChannel, variableOf } from "../../../core/definition/index.ts";
import type { Attempt, Message } from "../../../core/notify/index.ts";
import { type Channel, type ChannelSurroundings, delivered, failed } from "./channel.ts";
import { messageHtml, messageText } from "./message-body.ts";
import { messageWords } from "./message-words.ts";
import { publicWords, readValue } from "./variables.ts";

/** Mail by SMTP; the message's id is its Message-ID, so that what comes twice can be told. */
export function emailChannel(spec: EmailChannel, { environment }: ChannelSurroundings): Channel {
  const smtp = readValue(spec.smtp, environment);
  return {
    async deliver(message, { signal }) {
      const options = transportOptions(smtp, spec.timeLimitMs);
      if (options === null) return failed(`${variableOf(spec.smtp)} holds no address of smtp or smtps`);
      const { createTransport } = await import("nodemailer"); // only where mail is sent
      const transport = createTransport(options);
      const limit = AbortSignal.timeout(spec.timeLimitMs);
      const secrets = [smtp, ...spec.to, spec.from];
      try {
        const sent = await Promise.race([
          transport.sendMail(mailOf(message, spec)),
          whenAborted([signal, limit]),
        ]);
        if (sent === null) {
          return failed(
            limit.aborted ? `no answer within ${spec.timeLimitMs} ms` : "the attempt was broken off",
          );
        }
        return attemptOf(sent, secrets);
      } catch (cause) {
        return failed(publicWords(reasonOf(cause), secrets));
      } finally {
        transport.close();
      }
    },
  };
}

const graceMs = 1_000;

/** Nothing but SMTP, and no password in the clear to another machine. */
function transportOptions(smtp: string, timeLimitMs: number): SMTPTransport.Options | null {
  const url = URL.canParse(smtp) ? new URL(smtp) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") return null;
  const secure = url.protocol === "smtps:";
  const local = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const auth =
    url.username === ""
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } };
  return {
    host: url.hostname.replaceAll(/[[\]]/g, ""),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !local && url.username !== "",
    // The attempt's own limit comes first; these end what is left behind.
    connectionTimeout: timeLimitMs + graceMs,
    greetingTimeout: timeLimitMs + graceMs,
    socketTimeout: timeLimitMs + graceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  };
}

function mailOf(message: Message, { from, to }: EmailChannel): SMTPTransport.MailOptions {
  const { headline } = messageWords(message);
  return {
    from,
    to: [...to],
    subject: headline,
    text: messageText(message),
    html: messageHtml(message),
    messageId: `<${message.id}@airworthy.invalid>`,
    date: new Date(message.timestamp),
    headers: { "Auto-Submitted": "auto-generated", "X-Airworthy-Sequence": `${message.sequence}` },
  };
}

function whenAborted(signals: readonly AbortSignal[]): Promise<null> {
  const any = AbortSignal.any([...signals]);
  return new Promise((resolve) => {
    if (any.aborted) resolve(null);
    else any.addEventListener("abort", () => resolve(null), { once: true });
  });
}

function attemptOf(
  { response, rejected }: SMTPTransport.SentMessageInfo,
  secrets: readonly string[],
): Attempt {
  const refused = rejected.length === 0 ? "" : ` (${rejected.length} of the recipients refused)`;
  return delivered(publicWords(`${response}${refused}`, secrets));
}

/** What the mail server said, else the code of what went wrong. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "the mail was not sent";
  const { response, code } = cause as Error & { readonly response?: string; readonly code?: string };
  return response ?? `the mail was not sent: ${code ?? cause.name}`;
}
