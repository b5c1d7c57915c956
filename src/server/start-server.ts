/** The server with its socket: the champion is proven before the port opens, and on the way out nothing taken is dropped. */
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { keepCollectionsShort } from "../io/young-objects.ts";
import { type LiveCore, ModelHost, type PoolOptions } from "../stages/7-serve/live.ts";
import { type ReadChannels, watchChannels } from "./channel-metrics.ts";
import { type FollowOptions, followRollout, type TrialNote } from "./follow-rollout.ts";
import type { GrpcServer } from "./grpc/grpc-server.ts";
import { type Guard, type GuardOptions, openGuard } from "./guard.ts";
import { type CountsKeeper, type KeepCountsOptions, keepCounts } from "./keep-counts.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { listenFailure } from "./listen-failure.ts";
import { createMetrics, type Metrics, observeBatch, type ShareMetrics } from "./metrics.ts";
import { type LiveOptions, openLive } from "./open-live.ts";
import type { OpenProject } from "./project.ts";
import type { ServerContext } from "./route.ts";
import { serverUrl } from "./server-url.ts";
import { stderrLogger } from "./stderr-logger.ts";
import { type Champion, type Watch, type WatchOptions, watchChampion } from "./watch-champion.ts";

export interface ServerOptions extends GuardOptions {
  readonly champion: () => Promise<Champion>;
  /** The rollout that is running; none unless told. */
  readonly rollout?: FollowOptions["rollout"];
  /** Keeps what became of a challenger in this process. */
  readonly keepTrial?: (note: TrialNote & { readonly server: string; readonly at: number }) => Promise<void>;
  /** 8080 unless told; 0 is any free port. */
  readonly port?: number;
  /** Where gRPC listens, 0 is any free port; nowhere unless told. */
  readonly grpcPort?: number | undefined;
  readonly pool?: Omit<PoolOptions, "onBatch" | "onLocalFailed">;
  readonly limits?: Partial<Limits>;
  /** How often the champion is looked up; 500 unless told. */
  readonly watchEveryMs?: number;
  /** What /predict, /events and /feedback work on; they answer 404 without. The log is its opener's to close. */
  readonly live?: LiveOptions;
  /** Keeps what is counted of answers for monitors, in minutes of the live core's clock; nothing is counted unless told. */
  readonly keepCounts?: KeepCountsOptions["keep"] | undefined;
  /** How the channels fare that tell people of alerts; no metric says it unless told. */
  readonly channels?: ReadChannels | undefined;
  /** What the pages under /ui/ show; nothing unless told. */
  readonly project?: OpenProject | undefined;
  /** Lines of JSON on stderr unless told. */
  readonly logger?: Logger;
  /** Where several processes serve together: how one tells the metrics of all. */
  readonly shareMetrics?: ShareMetrics;
}

export interface RunningServer {
  readonly url: string;
  readonly address: string;
  readonly port: number;
  /** Of gRPC; null where there is none. */
  readonly grpcPort: number | null;
  /** What it serves now. */
  readonly model: { readonly name: string; readonly version: number };
  /** Finishes what is in flight, for `graceMs` at most; false where something had to be cut off. */
  stop(graceMs: number): Promise<boolean>;
}

/** Serves the champion; resolves when requests are answered. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { logger = stderrLogger() } = options;
  const guard = await openGuard(options, logger);
  try {
    return await serve({ ...options, logger, guard });
  } catch (cause) {
    await guard.stop();
    throw cause;
  }
}

interface GuardedOptions extends ServerOptions {
  readonly logger: Logger;
  readonly guard: Guard;
}

async function serve(options: GuardedOptions): Promise<RunningServer> {
  const { champion, port = 8_080, limits = {}, watchEveryMs = 500, logger, guard } = options;
  const { address, stop: _, ...admission } = guard;
  const metrics = createMetrics(() => host, { share: options.shareMetrics, clock: options.live?.clock });
  if (options.channels !== undefined) watchChannels(metrics, options.channels);
  const host: ModelHost = makeHost(options, metrics);
  const watch = await watchChampion({
    ...{ host, champion, everyMs: watchEveryMs, ...reports(metrics, logger) },
    ...following(options, { host, metrics }),
  });
  const [{ createApp }, live] = await Promise.all([
    import("./app.ts"), // while the threads of the model start, and that of the log
    options.live === undefined ? null : openLive(options.live, { host, metrics, logger }),
  ]).catch(async (cause: unknown) => {
    await watch.stop();
    await host.close();
    throw cause;
  });
  const context = {
    host,
    live,
    metrics,
    limits: { ...defaultLimits, ...limits },
    authorise: guard.authorise,
    signIn: guard.signIn,
    project: options.project ?? null,
  };
  const app = createApp({ ...context, ...admission, logger });
  let grpc: GrpcServer | null = null;
  try {
    await Promise.all([watch.first, app.ready()]);
    await app.listen({ host: address, port }).catch(listenFailure(address, port));
    grpc = await startGrpc(context, options);
  } catch (cause) {
    await watch.stop();
    await app.close();
    await live?.stop();
    await host.close();
    throw cause;
  }
  const counts =
    options.keepCounts === undefined
      ? null
      : keepCounts(metrics.counts, { keep: options.keepCounts, logger });
  const endShortCollections = keepCollectionsShort();
  const bound = (app.server.address() as AddressInfo).port;
  return {
    url: serverUrl(guard, bound),
    address,
    port: bound,
    grpcPort: grpc?.port ?? null,
    get model() {
      const { name = "", version = 0 } = host.serving?.model ?? {};
      return { name, version };
    },
    stop: (graceMs) =>
      stop({ app, grpc, host, live, watch, guard, counts }, graceMs).finally(endShortCollections),
  };
}

function makeHost({ pool = {}, logger }: GuardedOptions, metrics: Metrics): ModelHost {
  return new ModelHost({
    ...pool,
    onBatch: (batch) => observeBatch(metrics, batch),
    onLocalFailed: ({ name, version }, cause) =>
      logger.warn({ model: name, version, reason: reasonOf(cause) }, "model answers in its threads alone"),
  });
}

/** Loads the gRPC stack only where it is wanted. */
async function startGrpc(
  context: ServerContext,
  { grpcPort: port, logger, guard: { address, certificate } }: GuardedOptions,
): Promise<GrpcServer | null> {
  if (port === undefined) return null;
  const { startGrpcServer } = await import("./grpc/grpc-server.ts");
  return await startGrpcServer(context, { address, port, certificate, logger }).catch(
    listenFailure(address, port),
  );
}

/** Follows the rollout, where the server is told of any. */
function following(
  { rollout, keepTrial, logger, live }: GuardedOptions,
  { host, metrics: { counts } }: { readonly host: ModelHost; readonly metrics: Metrics },
): Pick<WatchOptions, "followRollout"> {
  if (rollout === undefined) return {};
  const untold: (TrialNote & { readonly at: number })[] = [];
  const onTrial = (note: TrialNote) => {
    if (note.state === "refused") logger.error(note, "challenger refused");
    else logger.info(note, "challenger");
    untold.push({ ...note, at: (live?.clock ?? Date.now)() });
  };
  const follow = followRollout({ host, rollout, onTrial });
  return {
    async followRollout() {
      await follow();
      for (let [note] = untold; note !== undefined; [note] = untold) {
        await keepTrial?.({ ...note, server: counts.process }); // where it fails, the next look tells it
        untold.shift();
      }
    },
  };
}

function reports(metrics: Metrics, logger: Logger) {
  return {
    onSwap({ manifest: { name, version } }: { manifest: { name: string; version: number } }) {
      metrics.swaps.inc({ outcome: "swapped" });
      logger.info({ model: name, version }, "model serves");
    },
    onRefusal(cause: unknown, version: number | null) {
      if (version !== null) metrics.swaps.inc({ outcome: "refused" });
      logger.error(
        { version, reason: reasonOf(cause) },
        version === null ? "store cannot be asked" : "model refused, the old one goes on",
      );
    },
  };
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

interface Parts {
  readonly app: FastifyInstance;
  readonly grpc: GrpcServer | null;
  readonly host: ModelHost;
  readonly live: LiveCore | null;
  readonly watch: Watch;
  readonly guard: Guard;
  readonly counts: CountsKeeper | null;
}

async function stop(
  { app, grpc, host, live, watch, guard, counts }: Parts,
  graceMs: number,
): Promise<boolean> {
  host.beginStop();
  let whole = true;
  const cut = setTimeout(() => {
    whole = false;
    app.server.closeAllConnections();
    live?.abandon();
    grpc?.cut();
    void host.stop();
  }, graceMs);
  await watch.stop();
  await Promise.all([app.close(), grpc?.close()]);
  await live?.stop();
  await host.close();
  await guard.stop();
  await counts?.stop();
  clearTimeout(cut);
  return whole;
}
