import { loadConfig } from "../../io/load-config.ts";
import { openRegistry } from "../../io/store/registry.ts";
import { workspaceOf } from "../../io/workspace.ts";
import { startPages } from "../../server/index.ts";
import { aborted } from "../aborted.ts";
import { type Command, exitCodes } from "../command.ts";
import { guardOptions } from "../guard-options.ts";
import { knownLog } from "../log-store.ts";
import { numberOption } from "../number-option.ts";
import { ServedProjectOpener } from "../served-project.ts";

/** Serves the pages without a model until SIGTERM or Ctrl-C. */
export const ui: Command = async (_, options, context) => {
  const { definition, projectDirectory } = await loadConfig({
    directory: context.directory,
    path: options.config,
  });
  const workspace = workspaceOf(projectDirectory);
  const location = await knownLog(options, context, { workspace });
  using registry = await openRegistry(workspace.storePath);
  await using project = new ServedProjectOpener({ definition, projectDirectory, workspace, location });
  const pages = await startPages({
    ...guardOptions(options, context),
    port: numberOption(options, { name: "port", low: 0, high: 65_535 }) ?? 8_090,
    project: project.open,
    keys: async () => registry.keys(),
    sessions: registry.sessions,
  });
  const { url, port } = pages;
  context.print(
    options.json === true
      ? `${JSON.stringify({ event: "listening", url, port, pid: process.pid })}\n`
      : `The dashboard of ${definition.name} is on ${url}/ui/\n  Ctrl-C stops it.\n`,
  );
  await aborted(context.signal);
  await pages.stop();
  return exitCodes.ok;
};
