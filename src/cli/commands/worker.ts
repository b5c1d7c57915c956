/** Does the jobs (monitors, roll-up, messages, pulls of labels, retraining, retention) without serving; of several, one does each. */
import { loadConfig } from "../../io/load-config.ts";
import { workspaceOf } from "../../io/workspace.ts";
import { runMonitorJob } from "../../pipeline/monitor-job.ts";
import { isWorthTelling } from "../../pipeline/watch-monitors.ts";
import { type Command, exitCodes } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { knownLog } from "../log-store.ts";
import { renderRound } from "../render/monitor-round.ts";
import { renderRetained } from "../render/retained.ts";
import { renderRetrained } from "../render/retrained.ts";
import { canvas } from "../render/style.ts";

/** Does the jobs until it is stopped, or what is due now; tells what each came to. */
export const worker: Command = async (_, options, context) => {
  const { directory, print, signal } = context;
  const { definition, projectDirectory } = await loadConfig({ directory, path: options.config });
  const everyMs = durationOption(options, "every");
  const log = await knownLog(options, context, { workspace: workspaceOf(projectDirectory) });
  const tell = (text: string) => void process.stderr.write(text);
  const waiting = { for: "" };
  const onFailure = (cause: unknown) => {
    const reason = reasonOf(cause);
    if (isWorthTelling(cause)) return tell(`A round failed: ${reason}\n`);
    if (waiting.for !== reason) tell(`Waiting, and looking again with each round: ${reason}\n`);
    waiting.for = reason;
  };
  const say = (document: object, text: () => string) =>
    print(options.json === true ? `${JSON.stringify(document)}\n` : text());
  await runMonitorJob(
    { definition, projectDirectory, log },
    {
      signal,
      once: options.once === true,
      ...(everyMs === undefined ? {} : { everyMs }),
      onRound(round) {
        waiting.for = "";
        say({ round }, () => renderRound(round, canvas()));
      },
      onRetrained: (retrained) => say({ retrained }, () => renderRetrained(retrained)),
      onRetained: (retained) => say({ retained }, () => renderRetained(retained, canvas())),
      onOther(holder) {
        say({ other: holder }, () => "");
        tell(`Standing ready: another process does the jobs now (${holder}).\n`);
      },
      onFailure,
      onProblem: (cause) => tell(`${reasonOf(cause)}\n`),
    },
  );
  return exitCodes.ok;
};

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
