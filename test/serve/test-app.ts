/** The whole server but its socket, over a real model in real threads. */
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import pino from "pino";
import { type AppOptions, createApp } from "../../src/server/app.ts";
import { type Authorise, allowAll } from "../../src/server/auth.ts";
import { type GrpcServer, startGrpcServer } from "../../src/server/grpc/grpc-server.ts";
import { defaultLimits, type Limits } from "../../src/server/limits.ts";
import { createMetrics, liveReport, observeBatch } from "../../src/server/metrics.ts";
import type { OpenProject } from "../../src/server/project.ts";
import type { RequestCounts } from "../../src/server/request-counts.ts";
import { noSignIn, type SignIn } from "../../src/server/sign-in.ts";
import {
  LiveCore,
  type LiveCoreOptions,
  ModelHost,
  type PoolOptions,
  type ServedModel,
} from "../../src/stages/7-serve/index.ts";

export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly host: ModelHost;
  /** What is counted for monitors, from the beginning on. */
  readonly counts: RequestCounts;
  /** Starts gRPC on a free port, beside the app. */
  startGrpc(): Promise<GrpcServer>;
  /** Every line that was logged. */
  readonly log: Readonly<Record<string, unknown>>[];
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Sends JSON, or bytes as they are. */
  post(url: string, body: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
}

export interface TestAppOptions {
  readonly pool?: PoolOptions;
  readonly limits?: Partial<Limits>;
  /** Everybody may do everything unless told. */
  readonly authorise?: Authorise;
  /** Which names and origins requests may have; any name and no origin unless told. */
  readonly admission?: Pick<AppOptions, "isKnownHost" | "origins">;
  /** The event log behind /predict, /events and /feedback; none unless told. */
  readonly live?: Omit<LiveCoreOptions, "host">;
  /** Who signs in to the pages; nobody must unless told. */
  readonly signIn?: SignIn;
  /** What the pages show; none unless told. */
  readonly project?: OpenProject;
}

/** Serves `model`; null is a server whose model is still loading. */
export async function testApp(model: ServedModel | null, options: TestAppOptions = {}): Promise<TestApp> {
  const { pool = {}, authorise = allowAll, admission = {} } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const log: Record<string, unknown>[] = [];
  const logger = pino({ base: null }, { write: (line) => void log.push(JSON.parse(line)) });
  const metrics = createMetrics(() => host);
  const host: ModelHost = new ModelHost({ ...pool, onBatch: (batch) => observeBatch(metrics, batch) });
  if (model !== null) await host.load(model);
  metrics.counts.begin();
  const live =
    options.live === undefined
      ? null
      : new LiveCore({ host, report: liveReport(metrics, logger), ...options.live });
  const context = {
    host,
    live,
    metrics,
    limits,
    authorise,
    project: options.project ?? null,
    signIn: options.signIn ?? noSignIn,
  };
  const app = createApp({ ...context, ...admission, logger });
  const grpcServers: GrpcServer[] = [];
  return {
    app,
    host,
    counts: metrics.counts,
    log,
    async startGrpc() {
      const server = await startGrpcServer(context, { address: "127.0.0.1", port: 0, logger });
      grpcServers.push(server);
      return server;
    },
    get: async (url, headers = {}) => await app.inject({ method: "GET", url, headers }),
    post: async (url, body, headers = {}) =>
      await app.inject({
        method: "POST",
        url,
        headers: { "content-type": "application/json", ...headers },
        payload:
          body instanceof Uint8Array
            ? Buffer.from(body)
            : typeof body === "string"
              ? body
              : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await Promise.all(grpcServers.map((server) => server.close()));
      await live?.stop();
      await host.close();
    },
  };
}
