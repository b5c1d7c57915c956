/** The HTTP server without its socket: routes, limits, headers, log lines. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { AirworthyError } from "../core/error.ts";
import { addRoutes, sendError } from "./add-routes.ts";
import { addBodyEncoding } from "./body-encoding.ts";
import { addBrokenRequests, answerBrokenRequest } from "./broken-request.ts";
import { meetOrigin } from "./cross-origin.ts";
import type { HostCheck } from "./host-check.ts";
import { invalidRequest } from "./invalid-request.ts";
import { addRequestLog, requestIdOf } from "./request-log.ts";
import type { ServerContext } from "./route.ts";
import { routes } from "./routes/index.ts";
import { securityHeaders } from "./security-headers.ts";
import { tlsServer } from "./tls-server.ts";
import type { CertificateWatch } from "./watch-certificate.ts";

export interface AppOptions extends ServerContext {
  /** Every name is taken for this server's unless told. */
  readonly isKnownHost?: HostCheck;
  /** Whose pages may call; none but the server's own unless told. */
  readonly origins?: ReadonlySet<string>;
  /** Without one it speaks HTTP. */
  readonly certificate?: CertificateWatch | null;
  readonly logger: FastifyBaseLogger;
}

/** The app for `context`; it listens nowhere yet. */
export function createApp(options: AppOptions): FastifyInstance {
  const {
    logger,
    isKnownHost = () => true,
    origins = new Set<string>(),
    certificate = null,
    ...context
  } = options;
  const { bodyBytes, receiveMs } = context.limits;
  // Node gives up no request at all where its limit for the headers is above the one for the whole.
  const http = {
    headersTimeout: receiveMs,
    requestTimeout: receiveMs,
    connectionsCheckingInterval: Math.max(50, Math.min(1_000, receiveMs / 4)),
    requireHostHeader: false, // Node's own refusal says nothing
  };
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytes,
    requestTimeout: receiveMs,
    http,
    ...(certificate === null ? {} : { serverFactory: tlsServer(certificate, http) }),
    forceCloseConnections: "idle",
    return503OnClosing: false, // what arrives on an open connection while we stop is answered, then it is closed
    genReqId: (request) => requestIdOf(request.headers),
    childLoggerFactory: (all) => all, // a child for each request costs more than to name the request in its one line
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (cause, request, reply) => void sendError(cause, request, reply),
    routerOptions: { maxParamLength: 512 },
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
  });
  addBodies(app);
  app.addHook("onRequest", (_, reply, done) => {
    reply.headers(securityHeaders);
    done();
  });
  addBrokenRequests(app);
  addRequestLog(app);
  app.addHook("onRequest", (request, reply, done) => {
    if (request.headers.host === undefined && request.raw.httpVersion === "1.1")
      throw invalidRequest("The request has no Host.");
    if (!isKnownHost(request.host)) throw unknownHost();
    if (!meetOrigin(request, reply, origins)) done();
  });
  addBodyEncoding(app);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => {
    const error = `There is no ${request.method} route of this path; /openapi.json lists what there is.`;
    return reply.code(404).send({ error, code: "NOT_FOUND" });
  });
  addRoutes(app, context);
  return app;
}

/** Bodies come as bytes, or as a stream where a route reads one. */
function addBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // By name too: whose parser is the one for all others, Fastify takes apart at every request.
  for (const type of ["*", "application/json", "application/octet-stream"])
    app.addContentTypeParser(type, { parseAs: "buffer" }, (_, body, done) => done(null, body));
  for (const streamed of new Set(routes.flatMap(({ streams }) => streams ?? []))) {
    app.addContentTypeParser(streamed, (request, payload, done) => {
      if (request.routeOptions.config.streams === streamed) return done(null, payload);
      done(new AirworthyError("MEDIA_TYPE_UNSUPPORTED", `This route does not read ${streamed}.`));
    });
  }
}

/** Fastify would load its compilers of JSON Schema although no route has one: bodies are read by Zod. */
function noSchema(): never {
  throw new Error("no route has a schema of Fastify's");
}

function unknownHost(): AirworthyError {
  return new AirworthyError("ORIGIN_REFUSED", "The request's Host is no name of this server.");
}
