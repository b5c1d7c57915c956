/** Asks the server; what comes back is typed by its own OpenAPI document. */
import type { ApiQuestions, ApiReplies } from "./schema.gen.ts";

export type Operation = keyof ApiReplies & keyof ApiQuestions;
export type Question<O extends Operation> = ApiQuestions[O];
export type Reply<O extends Operation> = ApiReplies[O];

/** What the server refused, in its words. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  /** Of the table of errors: docs/errors.md. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** No answer came: the server is away, or the way to it. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

interface Asked {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

export interface AskOnceOptions {
  readonly signal?: AbortSignal;
  /** Whether it goes on when the window is closed. */
  readonly keepalive?: boolean;
}

/** Sends `question`; throws {@link Refusal} or {@link ConnectionLost}. */
export async function ask<O extends Operation>(
  operation: O,
  question: Question<O>,
  { signal, keepalive = false }: AskOnceOptions = {},
): Promise<Reply<O>> {
  const [method = "GET", path = ""] = operation.split(" ");
  const asked = question as Asked;
  const response = await send(addressOf(path, asked), {
    method,
    keepalive,
    ...(signal === undefined ? {} : { signal }),
    ...(asked.body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(asked.body) }),
  });
  const reply: unknown = await response.json().catch(() => ({}));
  if (response.ok) return reply as Reply<O>;
  const { code = "DEFECT", error = `The server answered ${response.status}.` } = reply as Readonly<
    Record<string, string>
  >;
  throw new Refusal(response.status, code, error);
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: "same-origin" });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ConnectionLost("The server does not answer.", { cause });
  }
}

function addressOf(path: string, { path: values = {}, query = {} }: Asked): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(values[name] ?? "")));
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? filled : `${filled}?${text}`;
}
