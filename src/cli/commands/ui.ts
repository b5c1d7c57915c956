import { AirworthyError } from "../../core/error.ts";
import { type LoadedConfig, loadConfig } from "../../io/load-config.ts";
import { openRegistry } from "../../io/store/registry.ts";
import { workspaceOf } from "../../io/workspace.ts";
import { type PagesOptions, type RunningPages, startPages } from "../../server/index.ts";
import { aborted } from "../aborted.ts";
import { type Command, type CommandContext, exitCodes, type Options } from "../command.ts";
import { guardOptions } from "../guard-options.ts";
import { knownLog } from "../log-store.ts";
import { numberOption } from "../number-option.ts";
import { ServedProjectOpener } from "../served-project.ts";

/** Serves the pages without a model until SIGTERM or Ctrl-C; in a folder without a project, the learn page's example. */
export const ui: Command = async (_, options, context) => {
  const config = await configIfAny(options, context);
  if (config === null) return await serveUntilStopped({ project: null }, null, options, context);
  const { definition, projectDirectory } = config;
  const workspace = workspaceOf(projectDirectory);
  const location = await knownLog(options, context, { workspace });
  using registry = await openRegistry(workspace.storePath);
  await using project = new ServedProjectOpener({ definition, projectDirectory, workspace, location });
  const shown = { project: project.open, keys: async () => registry.keys(), sessions: registry.sessions };
  return await serveUntilStopped(shown, definition.name, options, context);
};

/** The config; null where there is none and none was named. */
async function configIfAny(
  { config: path }: Options,
  { directory }: CommandContext,
): Promise<LoadedConfig | null> {
  return await loadConfig({ directory, path }).catch((cause: unknown) => {
    const isNone = cause instanceof AirworthyError && cause.code === "CONFIG_NOT_FOUND";
    if (isNone && path === undefined) return null;
    throw cause;
  });
}

async function serveUntilStopped(
  shown: Pick<PagesOptions, "project" | "keys" | "sessions">,
  name: string | null,
  options: Options,
  context: CommandContext,
): Promise<number> {
  const pages = await startPages({
    ...guardOptions(options, context),
    port: numberOption(options, { name: "port", low: 0, high: 65_535 }) ?? 8_090,
    ...shown,
  });
  context.print(options.json === true ? startLine(pages) : startWords(pages, name));
  await aborted(context.signal);
  await pages.stop();
  return exitCodes.ok;
}

function startLine({ url, port }: RunningPages): string {
  return `${JSON.stringify({ event: "listening", url, port, pid: process.pid })}\n`;
}

function startWords({ url }: RunningPages, name: string | null): string {
  const where =
    name === null
      ? `There is no project here: the learn page, on the clicks example, is on ${url}/ui/learn`
      : `The dashboard of ${name} is on ${url}/ui/`;
  return `${where}\n  Ctrl-C stops it.\n`;
}
