import type { Logger } from "pino";
import type { EventLog } from "../io/event-log/index.ts";
import { LiveCore, type LiveCoreOptions, type ModelHost } from "../stages/7-serve/live.ts";
import { liveReport, type Metrics, watchLive } from "./metrics.ts";

export interface LiveOptions extends Omit<LiveCoreOptions, "host" | "report" | "log"> {
  /** It may be opening still while the rest of the server starts. */
  readonly log: EventLog | Promise<EventLog>;
}

export interface LiveEffects {
  readonly host: ModelHost;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The live core of a server, when its log is open. */
export async function openLive(
  options: LiveOptions,
  { host, metrics, logger }: LiveEffects,
): Promise<LiveCore> {
  const log = await options.log;
  const live = new LiveCore({ ...options, log, host, report: liveReport(metrics, logger) });
  watchLive(metrics, live);
  return live;
}
