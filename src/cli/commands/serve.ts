import { flushCompileCache } from "node:module";
import { availableParallelism } from "node:os";
import { openEventLog } from "../../io/event-log/index.ts";
import { loadConfig } from "../../io/load-config.ts";
import { CountedKeeper } from "../../io/store/counted-keeper.ts";
import { openRegistry, type Registry } from "../../io/store/registry.ts";
import { workspaceOf } from "../../io/workspace.ts";
import type { Listening, WorkerLink } from "../../server/index.ts";
import { workerLink } from "../../server/processes/worker-link.ts";
import { prepareThread } from "../../stages/7-serve/begin.ts";
import type { LiveCoreOptions } from "../../stages/7-serve/index.ts";
import { aborted } from "../aborted.ts";
import type { ChannelReader } from "../channel-reader.ts";
import { type Command, type CommandContext, exitCodes, type Options } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { guardOptions } from "../guard-options.ts";
import { logLocation } from "../log-store.ts";
import { monitorBeside, type Watched } from "../monitor-beside.ts";
import { numberOption } from "../number-option.ts";
import { ServedProjectOpener } from "../served-project.ts";
import { tellOfPast } from "../tell-of-past.ts";

/** How long a stop waits for what is in flight: longer than a request may take unless it asks for more time. */
const graceMs = 20_000;

/** Serves the champion until SIGTERM or Ctrl-C, then finishes what is in flight. */
export const serve: Command = async (_, options, context) => {
  const plan = planOf(options);
  const link = workerLink();
  if (plan.workers > 1 && link === null) return await serveTogether(plan, options, context);
  prepareThread();
  return await withRegistry(options, context, (served) =>
    serveHere(served, { plan, link, options, context }),
  );
};

interface Told {
  readonly plan: Plan;
  readonly link: WorkerLink | null;
  readonly options: Options;
  readonly context: CommandContext;
}

/** In this process. */
async function serveHere(served: Served, { plan, link, options, context }: Told): Promise<number> {
  const { model, registry, workspace } = served;
  const location = logLocation(options, context, served);
  const log = openEventLog(location); // its thread starts while the modules load
  await using _ = whenOpened(log);
  const { startServer } = await import("../../server/index.ts");
  await using keeper = new CountedKeeper(location);
  await using channels = await channelsOf(served, location);
  const { definition, projectDirectory } = served;
  await using project = new ServedProjectOpener({ definition, projectDirectory, workspace, location });
  const server = await startServer({
    ...guardOptions(options, context),
    project: project.open,
    port: plan.port,
    grpcPort: plan.grpcPort,
    pool: { workers: plan.threads },
    live: { log, ...plan.live },
    keepCounts: (minutes) => keeper.keep(minutes),
    keepTrial: ({ version: _, ...note }) => keeper.keepTrial(note),
    async rollout() {
      const running = registry.rolloutOf(model);
      if (running === null) return null;
      return { ...running, directory: workspace.versionDirectory(model, running.version) };
    },
    channels: channels?.read,
    ...(link === null ? {} : { shareMetrics: link.share }),
    keys: async () => registry.keys(),
    sessions: registry.sessions,
    async champion() {
      const version = registry.championOf(model);
      return { version, directory: workspace.versionDirectory(model, version) };
    },
  });
  if (link === null) context.print(startMessage(server, plan, options));
  else link.listening(server);
  // A server that listens is not ended by what its answers tell better.
  if (link?.isFirst ?? true) await tellOfPast(definition, await log).catch(() => undefined);
  flushCompileCache(); // for the next worker, and a server is often ended by what gives it no time
  const monitors = link === null ? monitorBeside(served, options, context) : null;
  await aborted(link === null ? context.signal : AbortSignal.any([context.signal, link.signal]));
  await Promise.all([server.stop(graceMs), monitors?.stop()]);
  return exitCodes.ok;
}

/** What is to be disposed of once it is there; where it never comes, whoever waits for it is told. */
function whenOpened(opening: Promise<AsyncDisposable>): AsyncDisposable {
  const opened = opening.catch(() => null);
  return {
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}

/** Loads what reads the channels only where there are any. */
async function channelsOf({ definition }: Served, location: string): Promise<ChannelReader | undefined> {
  if (Object.keys(definition.notify?.channels ?? {}).length === 0) return undefined;
  const { channelReader } = await import("../channel-reader.ts");
  return channelReader(definition, location);
}

/** In several processes; the store is opened once before them, so that its schema stands. */
async function serveTogether(plan: Plan, options: Options, context: CommandContext): Promise<number> {
  const watched = await withRegistry(options, context, async (served) => {
    served.registry.championOf(served.model);
    return served;
  });
  const { supervise } = await import("../../server/index.ts");
  const monitors = monitorBeside(watched, options, context);
  try {
    return await supervise({
      workers: plan.workers,
      signal: context.signal,
      graceMs: graceMs + 2_000,
      onListening: (server) => context.print(startMessage(server, plan, options)),
    });
  } finally {
    await monitors.stop();
  }
}

interface Served extends Watched {
  /** The name of the model. */
  readonly model: string;
  readonly registry: Registry;
}

/** Opens what is to be served, for as long as `work` takes. */
async function withRegistry<T>(
  { config }: Options,
  { directory }: CommandContext,
  work: (served: Served) => Promise<T>,
): Promise<T> {
  const { definition, projectDirectory } = await loadConfig({ directory, path: config });
  const workspace = workspaceOf(projectDirectory);
  using registry = await openRegistry(workspace.storePath);
  return await work({ model: definition.name, definition, projectDirectory, workspace, registry });
}

interface Plan {
  readonly port: number;
  readonly grpcPort: number | undefined;
  /** Processes. */
  readonly workers: number;
  /** That run the model, in each process. */
  readonly threads: number;
  readonly live: LiveChoices;
}

function planOf(options: Options): Plan {
  const workers = numberOption(options, { name: "workers", low: 1, high: 64 }) ?? 1;
  const cores = Math.max(1, Math.floor((availableParallelism() - 1) / workers));
  return {
    port: numberOption(options, { name: "port", low: 0, high: 65_535 }) ?? 8_080,
    grpcPort: numberOption(options, { name: "grpcPort", low: 0, high: 65_535 }),
    workers,
    threads: numberOption(options, { name: "threads", low: 1, high: 64 }) ?? cores,
    live: liveChoices(options),
  };
}

type LiveChoices = Partial<Pick<LiveCoreOptions, "maxLatenessMicros" | "entities">>;

/** What was said; the rest is as the live core has it. */
function liveChoices(options: Options): LiveChoices {
  const latenessMs = durationOption(options, "maxLateness");
  const entities = numberOption(options, { name: "entities", low: 1, high: 10_000_000 });
  return {
    ...(latenessMs === undefined ? {} : { maxLatenessMicros: latenessMs * 1_000 }),
    ...(entities === undefined ? {} : { entities }),
  };
}

function startMessage(server: Listening, plan: Plan, options: Options): string {
  return options.json === true ? startDocument(server, plan) : startText(server);
}

/** One line, so that whoever started the server knows at its end that it is up. */
function startDocument(server: Listening, { workers, threads }: Plan): string {
  const { url, address, port, grpcPort, model } = server;
  const { pid } = process;
  return `${JSON.stringify({ event: "listening", url, address, port, grpcPort, model, workers, threads, pid })}\n`;
}

function startText({ url, address, grpcPort, model }: Listening): string {
  return [
    `Serving ${model.name} version ${model.version} on ${url}`,
    ...(grpcPort === null ? [] : [`  gRPC          ${address}:${grpcPort}`]),
    `  dashboard     ${url}/ui/`,
    `  try it        ${url}/docs`,
    `  its inputs    curl ${url}/v2/models/${encodeURIComponent(model.name)}`,
    `  every route   curl ${url}/openapi.json`,
    "  Ctrl-C stops it; what is in flight is finished.",
    "",
  ].join("\n");
}
