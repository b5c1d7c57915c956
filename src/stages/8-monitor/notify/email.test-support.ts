/** Real SMTP servers: one takes mail from who has the password, one refuses with all that it knows, one never greets. */
import { type AddressInfo, createServer } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { freePort } from "../../../../test/fixtures/free-port.ts";
import { email } from "../../../core/definition/index.ts";
import type { Duration } from "../../../core/time.ts";
import { ampleLimit, type Receivers, shortLimit } from "./receiver.test-support.ts";

const password = "p4ss-w0rd-of-mail";

export interface MailServer extends AsyncDisposable {
  readonly port: number;
  /** As they came: headers and body. */
  readonly mails: readonly string[];
}

export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth({ username, password: given }, _, done) {
      if (given === password) done(null, { user: username });
      else done(new Error(`no ${username} with the password ${given}`));
    },
    onData(stream, _, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        mails.push(Buffer.concat(parts).toString("utf8"));
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined); // a client that goes away is none of the server's errors
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  };
}

export async function startMailReceivers(): Promise<Receivers> {
  const fine = await startMailServer();
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const absent = await freePort();
  const at = (port: number, word = password, timeLimit: Duration = ampleLimit) => ({
    spec: email({
      smtp: "env:SMTP_URL",
      from: "Models <models@example.com>",
      to: ["ops@example.com", "ada@example.com"],
      timeLimit,
    }),
    environment: { SMTP_URL: `smtp://keeper:${word}@127.0.0.1:${port}` },
  });
  return {
    fine: at(fine.port),
    refusing: at(fine.port, "wr0ng-w0rd"),
    silent: at((mute.address() as AddressInfo).port, password, shortLimit),
    absent: at(absent),
    secrets: [password, "wr0ng-w0rd", "ada@example.com"],
    received: async () =>
      fine.mails.map((mail) => ({
        id: /^Message-ID: (.*)$/im.exec(mail)?.[1] ?? null,
        text: readable(mail),
      })),
    async [Symbol.asyncDispose]() {
      mute.close();
      await fine[Symbol.asyncDispose]();
    },
  };
}

/** Headers as they are, without folding, and the parts decoded from quoted-printable or base64. */
export function readable(mail: string): string {
  const [head = ""] = mail.split("\r\n\r\n");
  const words = head
    .replaceAll(/\r\n[ \t]+/g, " ")
    .replaceAll(/=\?utf-8\?(q|b)\?([^?]*)\?=\s?/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(text, "base64").toString("utf8")
        : decodeQuoted(text.replaceAll("_", " ")),
    );
  const parts = mail.slice(head.length).split(/\r\n--[^\r\n]+\r\n/);
  const bodies = parts.map((part) => {
    const [own = "", ...rest] = part.split("\r\n\r\n");
    const body = rest.join("\r\n\r\n");
    if (/base64/i.test(own)) return Buffer.from(body, "base64").toString("utf8");
    return /quoted-printable/i.test(own) ? decodeQuoted(body) : body;
  });
  return `${words}\n\n${bodies.join("\n\n")}`;
}

function decodeQuoted(text: string): string {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
