/**
 * What pages of other origins may do: nothing, but for the origins that were named. A browser sends some requests of a
 * stranger's page without asking first; so a request that could change something is refused by its Origin.
 */
import type { FastifyReply, FastifyRequest } from "fastify";
import { AirworthyError } from "../core/error.ts";
import { tokenOf } from "./session-token.ts";

const allowedHeaders = [
  "authorization",
  "x-api-key",
  "content-type",
  "inference-header-content-length",
  "x-request-timeout-ms",
  "x-request-id",
  "traceparent",
].join(", ");
const exposedHeaders = "inference-header-content-length, x-request-id, traceparent, retry-after";
const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

/** `origins` as browsers write them; OPTION_INVALID for what is no exact origin. */
export function corsOrigins(origins: readonly string[]): ReadonlySet<string> {
  return new Set(origins.map(exactOrigin));
}

function exactOrigin(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  if (origin === text && /^https?:[^*]+$/.test(origin)) return origin;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot allow the origin '${text}': wanted scheme, host and port alone, such as https://shop.example.org.`,
  );
}

/** Marks the reply for an allowed origin; true where it was a preflight and is answered. ORIGIN_REFUSED for a stranger's POST. */
export function meetOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: ReadonlySet<string>,
): boolean {
  const { origin } = request.headers;
  if (allowed.size > 0) reply.header("vary", "origin");
  if (origin === undefined) return false;
  if (!allowed.has(origin)) {
    if (harmless.has(request.method) || isOwn(origin, request.host)) return false;
    throw new AirworthyError("ORIGIN_REFUSED", "A page of another origin may not send this.");
  }
  reply.header("access-control-allow-origin", origin);
  const isPreflight =
    request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  if (!isPreflight) {
    reply.header("access-control-expose-headers", exposedHeaders);
    return false;
  }
  reply
    .code(204)
    .header("access-control-allow-methods", "GET, POST")
    .header("access-control-allow-headers", allowedHeaders)
    .header("access-control-max-age", "600")
    .send();
  return true;
}

/**
 * Refuses what would change something and comes with a session, unless a page of this very server sends it: a browser
 * adds the cookie by itself, and same-site is wider than same origin. ORIGIN_REFUSED.
 */
export function meetSession({ method, headers, host }: FastifyRequest): void {
  if (harmless.has(method) || tokenOf(headers) === null) return;
  if (headers.origin !== undefined && isOwn(headers.origin, host)) return;
  throw new AirworthyError("ORIGIN_REFUSED", "Only the pages of this server may send this with a session.");
}

/** Whether the page comes from this server, whose scheme a proxy may have changed. */
function isOwn(origin: string, host: string): boolean {
  const own = `http://${host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).host === new URL(own).host;
}
