/** The monitors beside a server, in a process of their own; what keeps them from their work is a line on stderr. */
import { type Definition, missingVariables } from "../core/definition/index.ts";
import type { Workspace } from "../io/workspace.ts";
import { type MonitorProcess, startMonitorProcess } from "../pipeline/start-monitor-process.ts";
import { stderrLogger } from "../server/stderr-logger.ts";
import type { CommandContext, Options } from "./command.ts";
import { logLocation } from "./log-store.ts";

export interface Watched {
  readonly definition: Definition;
  readonly projectDirectory: string;
  readonly workspace: Workspace;
}

const noProcess: MonitorProcess = { stop: () => Promise.resolve() };

/** Begins to watch unless --no-monitor says not to. */
export function monitorBeside(watched: Watched, options: Options, context: CommandContext): MonitorProcess {
  if (options.monitor === false) return noProcess;
  const { definition, projectDirectory } = watched;
  const logger = stderrLogger();
  for (const missing of missingVariables(definition.notify ?? { channels: {} }, process.env))
    logger.warn(missing, "a channel cannot tell anybody: the variable is not set");
  const job = { definition, projectDirectory, log: logLocation(options, context, watched) };
  return startMonitorProcess(job, {
    onProblem: (reason) => logger.error({ reason }, "monitors"),
    onRetrained: ({ run, version, promoted, reasons }) =>
      logger.info({ run, version, promoted, reasons }, "retrained, for it was due"),
    onRetained: (tables) => logger.info({ tables }, "removed what is older than the config keeps it"),
  });
}
