/**
 * Routes as the framework has them: who may ask, the answer, how it is counted. Those under /api/, which pages ask, are
 * loaded when one first does: they are two of three routes, and their schemas take longer to make than the others to add.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { meetSession } from "./cross-origin.ts";
import { addDashboard } from "./dashboard/add-dashboard.ts";
import { errorReply } from "./error-reply.ts";
import { EventStreams } from "./event-streams.ts";
import { HttpCall } from "./http-call.ts";
import type { Reply, Route, ServerContext } from "./route.ts";
import type { FoundRoute } from "./routes/api/find-route.ts";
import { routes } from "./routes/index.ts";
import { securityHeaders } from "./security-headers.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Which of the routes under /api/ it is for; null for any other. */
    api: FoundRoute | null;
  }
}

/** Makes `app` answer every route of the server. */
export function addRoutes(app: FastifyInstance, context: ServerContext): void {
  const { limits, metrics } = context;
  const { streams: most, aliveMs } = limits;
  const streams = new EventStreams({ most, aliveMs, open: metrics.eventStreams });
  app.addHook("preClose", (done) => {
    streams.close();
    done();
  });
  for (const route of routes) addRoute(app, route, { ...context, streams });
  addApi(app, { ...context, streams });
  const { project, signIn } = context;
  addDashboard(app, {
    onPage() {
      setImmediate(() => {
        loadApi().catch(() => undefined); // while the page's code is on its way; its first question tells it
        // Who must sign in first has time for it, and who cannot shall not begin a thread.
        if (!signIn.isWanted()) project?.begin?.();
      }); // the document goes out first
    },
  });
}

interface RouteContext extends ServerContext {
  readonly streams: EventStreams;
}

function addRoute(app: FastifyInstance, route: Route, context: RouteContext): void {
  const { method, paths, streams, errorBody } = route;
  for (const path of paths) {
    app.route({
      method,
      url: routerPath(path),
      exposeHeadRoute: route.events === undefined, // what has no end cannot be described by it
      config: { path, ...(streams === undefined ? {} : { streams }) },
      onRequest(request, _, done) {
        admit(request, route, context);
        done();
      },
      handler: (request, reply) => answer(request, reply, { route, context }),
      ...(isCounted(route) ? { onResponse: countEnd(route, context) } : {}),
      ...(errorBody === undefined
        ? {}
        : { errorHandler: (cause, request, reply) => sendError(cause, request, reply, errorBody) }),
    });
  }
}

function loadApi() {
  return import("./routes/api/find-route.ts");
}

function addApi(app: FastifyInstance, context: RouteContext): void {
  app.decorateRequest("api", null);
  app.route({
    method: ["GET", "POST"],
    url: "/api/*",
    async onRequest(request) {
      const { findApiRoute } = await loadApi();
      const found = findApiRoute(request.method, request.url);
      if (found === null) return;
      request.api = found;
      request.params = found.params;
      admit(request, found.route, context);
    },
    handler: (request, reply) =>
      request.api === null
        ? reply.callNotFound()
        : answer(request, reply, { route: request.api.route, context }),
  });
}

/** Refuses who may not ask. */
function admit(request: FastifyRequest, { scope }: Route, { authorise }: RouteContext): void {
  meetSession(request);
  request.keyId = authorise(request.headers, scope);
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { route, context }: { readonly route: Route; readonly context: RouteContext },
): Promise<FastifyReply> {
  const given = await timed(request, () => route.handle(new HttpCall(request, reply), context));
  if (given.events === undefined) return send(reply, given);
  const check = () => void context.authorise(request.headers, route.scope);
  return context.streams.send(reply, { source: given.events, check });
}

/** Monitors watch what applications ask, not what people look at. */
function isCounted({ method }: Route): boolean {
  return method === "POST";
}

async function timed(request: FastifyRequest, answer: () => Reply | Promise<Reply>): Promise<Reply> {
  const began = performance.now();
  try {
    return await answer();
  } finally {
    request.answeredMs = performance.now() - began;
  }
}

function countEnd({ paths: [name = ""], predicts }: Route, { metrics: { counts } }: ServerContext) {
  return (request: FastifyRequest, _: FastifyReply, done: () => void) => {
    const ms = predicts === true ? request.answeredMs : null;
    counts.ended(name, request.failure ?? "OK", ms, request.versions ?? undefined);
    done();
  };
}

/** `/v1/models/{model}:predict` in the words of the router. */
function routerPath(path: string): string {
  return path
    .replaceAll(":", "::")
    .replaceAll(/\{(\w+)\}(::)?/g, (_, name, colon) =>
      colon === undefined ? `:${name}` : `:${name}(^[^:]+)::`,
    );
}

function send(reply: FastifyReply, { status = 200, headers = {}, body }: Reply): FastifyReply {
  reply.code(status).headers(headers);
  if (typeof body === "string") return reply.send(body);
  if (body instanceof Uint8Array) return reply.send(Buffer.isBuffer(body) ? body : Buffer.from(body));
  return reply.type("application/json").send(JSON.stringify(body));
}

/** The answer to what went wrong. */
export async function sendError(
  cause: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  more: NonNullable<Route["errorBody"]> = () => ({}),
): Promise<void> {
  const { status, headers, body, isDefect } = errorReply(cause);
  request.failure = body.code;
  if (isDefect) request.log.error({ request_id: request.id, err: cause }, "request failed");
  if (reply.raw.destroyed) return;
  reply
    .code(status)
    .headers({ ...securityHeaders, ...headers })
    .type("application/json");
  await reply.send(JSON.stringify({ ...body, ...more(body.error) }));
}
