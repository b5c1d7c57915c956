/**
 * Replies that go on: server-sent events (HTML Living Standard, 9.2). A stream ends with its client, with the key or the
 * session that it was begun with, and first of all when the server stops; so many are open at once and no more. What a
 * client does not read is not fetched either.
 */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { Gauge } from "prom-client";
import { AirworthyError } from "../core/error.ts";

/** What there is to tell, as it comes; an empty list says that nothing came. */
export type EventSource = (signal: AbortSignal) => AsyncIterable<readonly StreamedEvent[]>;

export interface StreamedEvent {
  /** Sent back as Last-Event-ID by who lost the connection; none where there is nothing to go on from. */
  readonly id: number | null;
  /** Goes out as JSON. */
  readonly data: unknown;
}

export interface EventStreamsOptions {
  /** How many may be open at once. */
  readonly most: number;
  /** So often something is sent, whether there is anything to tell or not. */
  readonly aliveMs: number;
  readonly open: Pick<Gauge, "inc" | "dec">;
}

export interface EventStreamOptions {
  readonly source: EventSource;
  /** Throws where the client may not go on. */
  readonly check: () => void;
}

/** Browsers come back after so long. */
const comeBackMs = 1_000;

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  connection: "close", // it ends with the stream: a server that stops waits for no more requests on it
  "x-accel-buffering": "no", // nginx hands on what it gets
};

export class EventStreams {
  readonly #options: EventStreamsOptions;
  readonly #open = new Set<AbortController>();
  #isClosed = false;

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  /** Begins a stream; OVERLOADED where too many are open. */
  send(reply: FastifyReply, { source, check }: EventStreamOptions): FastifyReply {
    if (this.#isClosed) throw new AirworthyError("NOT_READY", "The server is stopping.");
    if (this.#open.size >= this.#options.most) throw tooMany(this.#options.most);
    const end = new AbortController();
    const over = () => end.abort();
    this.#open.add(end);
    this.#options.open.inc();
    end.signal.addEventListener("abort", () => {
      this.#open.delete(end);
      this.#options.open.dec();
    });
    reply.raw.once("close", over);
    if (reply.raw.destroyed) over();
    const { aliveMs } = this.#options;
    const text = Readable.from(streamText({ source, check, aliveMs, signal: end.signal }));
    text.once("close", over);
    return reply.headers(headers).send(text);
  }

  /** Ends them all, and lets none begin. */
  close(): void {
    this.#isClosed = true;
    for (const stream of [...this.#open]) stream.abort();
  }
}

function tooMany(most: number): AirworthyError {
  const message = `${most} pages listen already; this server tells no more than that at once.`;
  return new AirworthyError("OVERLOADED", message, { details: { retryAfterMs: 5_000 } });
}

interface StreamTextOptions extends EventStreamOptions {
  readonly aliveMs: number;
  readonly signal: AbortSignal;
}

async function* streamText({ source, check, aliveMs, signal }: StreamTextOptions): AsyncGenerator<string> {
  yield `retry: ${comeBackMs}\n\n`;
  let said = performance.now();
  for await (const events of source(signal)) {
    if (signal.aborted || !may(check)) return;
    const now = performance.now();
    if (events.length === 0 && now - said < aliveMs) continue;
    said = now;
    yield events.length === 0 ? "event: alive\ndata: {}\n\n" : events.map(eventText).join("");
  }
}

/** Who may not any more is told when he comes back. */
function may(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (cause) {
    if (cause instanceof AirworthyError) return false;
    throw cause;
  }
}

function eventText({ id, data }: StreamedEvent): string {
  return `${id === null ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
