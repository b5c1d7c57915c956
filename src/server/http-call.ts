/** What a route is told of an HTTP request. */
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Call } from "./route.ts";

const nothing = Buffer.alloc(0);

export class HttpCall implements Call {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  readonly body: Uint8Array;
  readonly stream: Readable | null;
  #signal: AbortSignal | null = null;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    const { body } = request;
    this.#request = request;
    this.#reply = reply;
    this.body = Buffer.isBuffer(body) ? body : nothing;
    this.stream = body instanceof Readable ? body : null;
  }

  get params(): Call["params"] {
    return this.#request.params as Call["params"];
  }

  get query(): Call["query"] {
    return this.#request.query as Call["query"];
  }

  get headers(): Call["headers"] {
    return this.#request.headers;
  }

  get versions(): Set<number> {
    this.#request.versions ??= new Set();
    return this.#request.versions;
  }

  /** Made only where someone asks for it: it costs more than many a request. */
  get signal(): AbortSignal {
    this.#signal ??= goneSignal(this.#reply);
    return this.#signal;
  }
}

/** Aborted where the connection closes before the reply is written. */
function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  if (reply.raw.destroyed) gone.abort();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
