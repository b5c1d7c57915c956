import { replay } from "../../pipeline/replay.ts";
import type { ReplayProgress } from "../../stages/7-serve/index.ts";
import { type Command, exitCodes, jsonDocument } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { withLog } from "../log-store.ts";
import { progressLine } from "../progress-line.ts";
import { formatCount } from "../render/format.ts";
import { renderReplay } from "../render/replay.ts";
import { canvas } from "../render/style.ts";

/** Makes what was predicted again from the log and compares. */
export const replayCommand: Command = async (_, options, context) => {
  const ago = durationOption(options, "since");
  const since = ago === undefined ? {} : { since: Date.now() - ago };
  const found = await withLog(options, context, async ({ workspace, log }) => {
    using line = progressLine();
    const onProgress = (progress: ReplayProgress) => line.show(describe(progress));
    return await replay({ workspace, store: log }, { signal: context.signal, onProgress, ...since });
  });
  context.print(options.json === true ? jsonDocument(found) : renderReplay(found, canvas()));
  return found.isClean ? exitCodes.ok : exitCodes.gateFailed;
};

const verbs = { read: "reading the log", clean: "cleaning", features: "computing features" } as const;

function describe({ step, version, done, total }: ReplayProgress): string {
  const whose = version === null ? "" : `version ${version}: `;
  const share = total === null ? formatCount(done) : `${formatCount(done + 1)} of ${formatCount(total)}`;
  return `${whose}${verbs[step]}, ${share}`;
}
