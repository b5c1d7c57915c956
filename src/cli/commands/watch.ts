/** Runs the monitors alone: now, or over a recorded history. What else is to be done is a worker's, or a server's. */
import { loadConfig } from "../../io/load-config.ts";
import { workspaceOf } from "../../io/workspace.ts";
import { runMonitorJob } from "../../pipeline/monitor-job.ts";
import { type Command, type CommandContext, exitCodes, type Options, textOption } from "../command.ts";
import { knownLog } from "../log-store.ts";
import { renderRound } from "../render/monitor-round.ts";
import { canvas } from "../render/style.ts";

/** Does rounds until it is stopped, or one; tells each. */
export const watch: Command = async (_, options, context) => {
  const history = textOption(options, "dryRun");
  if (history !== undefined)
    return await (await import("../watch-history.ts")).watchHistory(history, options, context);
  return await watchLive(options, context);
};

async function watchLive(options: Options, context: CommandContext): Promise<number> {
  const { directory, print, signal } = context;
  const { definition, projectDirectory } = await loadConfig({ directory, path: options.config });
  const asJson = options.json === true;
  const log = await knownLog(options, context, { workspace: workspaceOf(projectDirectory) });
  const tell = (text: string) => void process.stderr.write(text);
  await runMonitorJob(
    { definition, projectDirectory, log },
    {
      signal,
      jobs: "monitors",
      once: options.once === true,
      onRound: (round) => print(asJson ? `${JSON.stringify(round)}\n` : renderRound(round, canvas())),
      onOther: (holder) => tell(`Another process does the rounds now: ${holder}.\n`),
      onFailure: (cause) => tell(`A round failed: ${reasonOf(cause)}\n`),
      onProblem: (cause) => tell(`${reasonOf(cause)}\n`),
    },
  );
  return exitCodes.ok;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
