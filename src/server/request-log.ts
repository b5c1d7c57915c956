/** One structured line a request: its id and trace, its route and time, and nothing of what it carried or where it came from. */
import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { OutcomeCode } from "../core/profile/index.ts";
import { type TraceContext, traceContext } from "./trace-context.ts";

declare module "fastify" {
  interface FastifyRequest {
    trace: TraceContext | null;
    /** Of the API key that its caller has; null where none was wanted. */
    keyId: string | null;
    /** The code of the error that it is answered with; null where it is answered well. */
    failure: OutcomeCode | null;
    /** From the whole body to the answer, in milliseconds; null until then. */
    answeredMs: number | null;
    /** The versions of the model that answer it; none where the route does not tell. */
    versions: Set<number> | null;
  }
  interface FastifyContextConfig {
    /** As OpenAPI writes it, without the values of its parameters. */
    readonly path?: string;
    /** The media type that the route reads as a stream. */
    readonly streams?: string;
  }
}

/** The caller's own id where it is a plain word, otherwise a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Makes `app` name every request in its reply and in its log. */
export function addRequestLog(app: FastifyInstance): void {
  app.decorateRequest("trace", null);
  app.decorateRequest("keyId", null);
  app.decorateRequest("failure", null);
  app.decorateRequest("answeredMs", null);
  app.decorateRequest("versions", null);
  app.addHook("onRequest", (request, reply, done) => {
    const header = request.headers.traceparent;
    const trace = traceContext(Array.isArray(header) ? undefined : header);
    request.trace = trace;
    reply.header("x-request-id", request.id).header("traceparent", trace.traceparent);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    request.log.info(
      { ...facts(request), status: reply.statusCode, ms: rounded(reply.elapsedTime) },
      "request",
    );
    done();
  });
  app.addHook("onRequestAbort", async (request) => {
    request.log.info(facts(request), "request abandoned");
  });
}

function facts({ id, method, trace, keyId, api, routeOptions }: FastifyRequest) {
  const key = keyId === null ? {} : { key: keyId };
  return {
    request_id: id,
    trace_id: trace?.traceId,
    method,
    route: api?.path ?? routeOptions.config?.path ?? null,
    ...key,
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
