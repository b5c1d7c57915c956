/** One POST to a receiver: no redirect is followed, little of the answer is read, and no wait is without an end. */
import type { Attempt } from "../../../core/notify/index.ts";
import { ownVersion } from "../../../io/own-version.ts";
import { delivered, failed } from "./channel.ts";
import { publicWords } from "./variables.ts";

export interface PostOptions {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeLimitMs: number;
  /** What no word of the answer may repeat. */
  readonly secrets: readonly string[];
}

const mostAnswerBytes = 4_096;

/** Sends `body` to `url`; delivered where the receiver answers 2xx. */
export async function post(url: string, options: PostOptions): Promise<Attempt> {
  const { body, headers = {}, signal, timeLimitMs, secrets } = options;
  if (!isHttp(url)) return failed("the address is none of http or https");
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "user-agent": `airworthy/${ownVersion()}`,
        ...headers,
      },
      redirect: "manual",
      signal: AbortSignal.any([signal, limit]),
    });
    return attemptOf(response, publicWords(await beginningOf(response), secrets));
  } catch (cause) {
    return failed(reasonOf(cause, { limit, timeLimitMs }));
  }
}

/** A user or a password in an address is refused too: fetch takes none, and would say the whole address. */
function isHttp(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}

async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return "";
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size >= mostAnswerBytes) break; // which cancels the rest
  }
  return Buffer.concat(parts).subarray(0, mostAnswerBytes).toString("utf8");
}

function attemptOf({ status, headers }: Response, words: string): Attempt {
  const said = words === "" ? `${status}` : `${status} ${words}`;
  if (status >= 200 && status < 300) return delivered(said);
  if (status >= 300 && status < 400) return failed(`${status}: redirects are not followed`);
  return failed(said, retryAfterMs(headers.get("retry-after")));
}

/** Seconds, or a date, as RFC 9110 has it; null where it is neither. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** Why there was no answer, by the error's code alone: its message may hold the address. */
function reasonOf(
  cause: unknown,
  { limit, timeLimitMs }: { limit: AbortSignal; timeLimitMs: number },
): string {
  if (limit.aborted) return `no answer within ${timeLimitMs} ms`;
  const code = codeOf(cause);
  return networkWords[code] ?? `the request failed: ${code}`;
}

const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed before there was an answer",
  UND_ERR_SOCKET: "the connection was closed before there was an answer",
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "the host's name cannot be looked up",
  AbortError: "the attempt was broken off",
};

function codeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  const inner = cause.cause instanceof AggregateError ? cause.cause.errors[0] : cause.cause;
  if (inner instanceof Error) return codeOf(inner);
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}
