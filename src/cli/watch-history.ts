import { resolve } from "node:path";
import { loadConfig } from "../io/load-config.ts";
import { workspaceOf } from "../io/workspace.ts";
import { watchHistory as watch } from "../pipeline/watch-history.ts";
import { type CommandContext, exitCodes, jsonDocument, type Options } from "./command.ts";
import { durationOption } from "./duration-option.ts";
import { renderDryRun } from "./render/dry-run.ts";
import { canvas } from "./render/style.ts";

/** Runs the config's monitors over the history in `path`, and tells what would have fired. */
export async function watchHistory(path: string, options: Options, context: CommandContext): Promise<number> {
  const everyMs = durationOption(options, "every");
  const { definition, projectDirectory } = await loadConfig({
    directory: context.directory,
    path: options.config,
  });
  const history = resolve(context.directory, path);
  const workspace = workspaceOf(projectDirectory);
  const found = await watch({ definition, history, everyMs, workspace }, { signal: context.signal });
  context.print(options.json === true ? jsonDocument(found) : renderDryRun(found, canvas()));
  return exitCodes.ok;
}
