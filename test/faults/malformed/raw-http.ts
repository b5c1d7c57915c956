/** HTTP/1.1 by hand, over a connection of its own: what no client library would send, and what really comes back. */
import { connect, type Socket } from "node:net";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What became of bytes that were sent: the replies, none where the connection was closed without a word. */
export interface Exchange {
  readonly replies: readonly Reply[];
  /** Whether it ended within the bound. */
  readonly ended: boolean;
}

export interface SendOptions {
  readonly port: number;
  /** Milliseconds for all of it. */
  readonly withinMs: number;
  /** Says that nothing more will come; a connection that is kept open waits for the server to close it. */
  readonly end?: boolean;
  /** The method, where it decides whether a reply has a body. */
  readonly method?: string;
}

/** Sends `bytes` and reads until the server closes; rejects where what comes back is no HTTP. */
export async function send(bytes: Uint8Array, options: SendOptions): Promise<Exchange> {
  const { answer, ended } = await exchange(bytes, options);
  return { replies: parseReplies(answer, options.method ?? "GET"), ended };
}

/** As {@link send}, whatever comes back. */
export function exchange(
  bytes: Uint8Array,
  { port, withinMs, end = true }: SendOptions,
): Promise<{ readonly answer: Buffer; readonly ended: boolean }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket: Socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    let ended = true;
    const late = setTimeout(() => {
      ended = false;
      socket.destroy();
    }, withinMs);
    socket.on("data", (chunk) => void chunks.push(chunk));
    socket.on("end", () => socket.destroy());
    socket.on("error", () => undefined); // a reset is an end as well: `close` follows
    socket.on("close", () => {
      clearTimeout(late);
      resolve({ answer: Buffer.concat(chunks), ended });
    });
    if (end) socket.end(bytes);
    else socket.write(bytes);
  });
}

/** All replies in `bytes`; throws where they are no HTTP. */
export function parseReplies(bytes: Buffer, method: string): readonly Reply[] {
  const replies: Reply[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const head = rest.indexOf("\r\n\r\n");
    const [first = "", ...lines] = rest.subarray(0, Math.max(0, head)).toString("latin1").split("\r\n");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    if (!(status >= 100))
      throw new Error(`No reply of HTTP/1.1: ${rest.subarray(0, 200).toString("latin1")}`);
    const headers = Object.fromEntries(lines.map(headerOf));
    const after = rest.subarray(head + 4);
    // Where the connection itself broke, the refusal has a body whatever the method was.
    const isBare = after.length === 0 || after.indexOf("HTTP/1.1 ") === 0;
    const bare = status < 200 || status === 204 || (method === "HEAD" && isBare);
    const { body, length } = bare ? { body: Buffer.alloc(0), length: 0 } : bodyOf(after, headers);
    if (status >= 200) replies.push({ status, headers, body });
    rest = after.subarray(length);
  }
  return replies;
}

function headerOf(line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function bodyOf(bytes: Buffer, headers: Readonly<Record<string, string>>): { body: Buffer; length: number } {
  if (headers["transfer-encoding"] === "chunked") return chunkedBody(bytes);
  const length = Number(headers["content-length"] ?? bytes.length);
  if (bytes.length < length) throw new Error(`The reply ends after ${bytes.length} of ${length} bytes`);
  return { body: bytes.subarray(0, length), length };
}

function chunkedBody(bytes: Buffer): { body: Buffer; length: number } {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) throw new Error("The reply ends within its chunks");
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    if (!(size >= 0)) throw new Error("The reply has something else where a chunk should begin");
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
    if (size === 0) return { body: Buffer.concat(parts), length: at };
  }
}
