import { constants, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import {
  Code,
  type ConnectRouter,
  createConnectRouter,
  createContextValues,
  type Interceptor,
} from "@connectrpc/connect";
import type { UniversalHandler, UniversalServerResponse } from "@connectrpc/connect/protocol";
import {
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { Logger } from "pino";
import type { KeyHeaders, RouteScope } from "../auth.ts";
import type { ServerContext } from "../route.ts";
import { logGrpcCall } from "./grpc-call-log.ts";
import { grpcFailure, grpcMessage } from "./grpc-error.ts";
import { addInferenceService, goneSignal } from "./service.ts";

type Answerer = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** Answers the calls of an HTTP/2 server; whatever a call holds, it ends with a status and the process goes on. */
export function answerGrpc(context: ServerContext, logger: Logger): Answerer {
  const handlers = new Map(router(context, logger).handlers.map((each) => [each.requestPath, each]));
  return (request, response) => {
    const handler = handlers.get(request.url);
    const answered = logGrpcCall({ request, response, route: handler?.requestPath ?? null }, logger);
    boundReceiving(request, context.limits.receiveMs);
    void run(handler, request, response, answered).catch((cause: unknown) => {
      logger.debug({ err: cause }, "the client of a call went away, or its headers are no request");
      request.stream.close(constants.NGHTTP2_PROTOCOL_ERROR);
    });
  };
}

/** Closes a call whose message does not arrive in time, and one that was answered before its message was read. */
function boundReceiving({ stream }: Http2ServerRequest, receiveMs: number): void {
  const late = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), receiveMs);
  for (const event of ["end", "close"]) stream.once(event, () => clearTimeout(late));
  stream.once("wantTrailers", () => {
    // By now the trailers are on their way; what the client still sends would wait unread for ever.
    if (!stream.readableEnded) setImmediate(() => stream.destroy());
  });
}

async function run(
  handler: UniversalHandler | undefined,
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  answered: (answer: UniversalServerResponse) => void,
): Promise<void> {
  const given = universalRequestFromNodeRequest(request, response, undefined, createContextValues());
  given.contextValues?.set(goneSignal, given.signal);
  const answer = handler === undefined ? noSuchMethod() : await handler(given);
  answered(answer);
  respellMessage(answer);
  await universalResponseToNodeResponse(answer, response);
}

/** Connect escapes more than gRPC asks for, and clients undo no more than that: their users would read "%3A". */
function respellMessage({ trailer }: UniversalServerResponse): void {
  const message = trailer?.get("grpc-message");
  if (message !== undefined && message !== null)
    trailer?.set("grpc-message", grpcMessage(decodeURIComponent(message)));
}

function noSuchMethod(): UniversalServerResponse {
  const status = { "grpc-status": String(Code.Unimplemented), "grpc-message": "There is no such method." };
  return {
    status: 200,
    header: new Headers({ "content-type": "application/grpc+proto" }),
    trailer: new Headers(status),
  };
}

/** Whom a method is for, where it is not for the bearer of a key with the scope predict. */
const scopes: Readonly<Record<string, RouteScope>> = { ServerLive: "open", ServerReady: "open" };

function keyHeaders(metadata: Headers): KeyHeaders {
  return {
    authorization: metadata.get("authorization") ?? undefined,
    "x-api-key": metadata.get("x-api-key") ?? undefined,
  };
}

function router(context: ServerContext, logger: Logger): ConnectRouter {
  const failed = (cause: unknown) => {
    const { error, isDefect } = grpcFailure(cause);
    if (isDefect) logger.error({ err: cause }, "request failed");
    return error;
  };
  const toStatus: Interceptor = (next) => async (request) => {
    try {
      return await next(request);
    } catch (cause) {
      throw failed(cause);
    }
  };
  const made = createConnectRouter({
    connect: false,
    grpcWeb: false,
    acceptCompression: [compressionGzip],
    readMaxBytes: context.limits.bodyBytes,
    interceptors: [toStatus],
    requestGate({ requestHeader, method }) {
      try {
        context.authorise(keyHeaders(requestHeader), scopes[method.name] ?? "predict");
      } catch (cause) {
        throw failed(cause);
      }
    },
  });
  addInferenceService(made, context);
  return made;
}
