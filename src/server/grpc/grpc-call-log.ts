/** One structured line a gRPC call, as the request log has one a request: nothing of what it carried or where it came from. */
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code } from "@connectrpc/connect";
import type { UniversalServerResponse } from "@connectrpc/connect/protocol";
import type { Logger } from "pino";
import { requestIdOf } from "../request-log.ts";
import { traceContext } from "../trace-context.ts";

export interface GrpcCall {
  readonly request: Http2ServerRequest;
  readonly response: Http2ServerResponse;
  /** Null where there is no such method. */
  readonly route: string | null;
}

/** Names `call` in its reply, and in `logger` once it is closed; takes what was answered. */
export function logGrpcCall(call: GrpcCall, logger: Logger): (answered: UniversalServerResponse) => void {
  const { request, response, route } = call;
  const started = performance.now();
  const { headers } = request;
  const id = requestIdOf(headers);
  const trace = traceContext(typeof headers.traceparent === "string" ? headers.traceparent : undefined);
  response.setHeader("x-request-id", id);
  response.setHeader("traceparent", trace.traceparent);
  const facts = { request_id: id, trace_id: trace.traceId, method: "gRPC", route };
  let trailer: Headers | undefined;
  response.once("close", () => {
    const status = trailer?.get("grpc-status");
    if (status === undefined || status === null) return logger.info(facts, "request abandoned");
    const ms = Math.round((performance.now() - started) * 1_000) / 1_000;
    logger.info({ ...facts, grpc_status: statusName(Number(status)), ms }, "request");
  });
  return (answered) => {
    trailer = answered.trailer;
  };
}

/** As gRPC writes them: `INVALID_ARGUMENT`. */
function statusName(status: number): string {
  if (status === 0) return "OK";
  return (Code[status] ?? `${status}`).replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}
