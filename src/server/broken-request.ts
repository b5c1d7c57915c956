/** Answers to what Node refuses before it is a request to the routes: in the shape of every other refusal. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { ErrorCode } from "../core/error.ts";
import { securityHeaders } from "./security-headers.ts";

// To import it gives names to all it exports, WebSocket too, and for that Node compiles its whole client of HTTP.
const { STATUS_CODES } = process.getBuiltinModule("node:http");

interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly error: string;
}

const malformed: Refusal = {
  status: 400,
  code: "REQUEST_INVALID",
  error: "What arrived is no request of HTTP/1.1, or it ends early.",
};
const noTunnel: Refusal = { ...malformed, error: "This server opens no tunnels." };
const noExpectation: Refusal = {
  ...malformed,
  error: "The request's Expect cannot be met; wanted 100-continue, or none.",
};

/** By the codes of Node's errors. */
const refusals: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: "REQUEST_INVALID",
    error: "The request did not arrive whole in time.",
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: "REQUEST_TOO_LARGE",
    error: "The request's first line and headers are too long.",
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    code: "REQUEST_TOO_LARGE",
    error: "The request's chunks have extensions that are too long.",
  },
};

/** Fastify's `clientErrorHandler`. */
export function answerBrokenRequest(cause: Error & { readonly code?: string }, socket: Socket): void {
  if (cause.code === "ECONNRESET" || socket.destroyed) return;
  refuse(socket, refusals[cause.code ?? ""] ?? malformed);
}

/** Makes `app` answer what Node's server refuses bare of words, or leaves open. */
export function addBrokenRequests(app: FastifyInstance): void {
  const server: Server = app.server;
  server.on("connect", (_: IncomingMessage, socket: Socket) => refuse(socket, noTunnel));
  server.on("checkExpectation", (_: IncomingMessage, response: ServerResponse) => {
    const { status, headers, body } = replyTo(noExpectation);
    response.writeHead(status, headers).end(body);
  });
}

function replyTo({ status, error, code }: Refusal) {
  const body = JSON.stringify({ error, code });
  const headers = {
    ...securityHeaders,
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  return { status, headers, body };
}

function refuse(socket: Socket, refusal: Refusal): void {
  const { status, headers, body } = replyTo(refusal);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // Destroyed at once it could take the reply back; nobody waits for a client that reads none of it.
  if (socket.writable)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`, () =>
      socket.destroy(),
    );
  else socket.destroy();
}
