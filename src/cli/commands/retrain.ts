import { AirworthyError } from "../../core/error.ts";
import { stageNames } from "../../core/progress.ts";
import { listDecisions } from "../../io/store/index.ts";
import { type PromotionPolicy, promotionPolicies } from "../../stages/9-retrain/index.ts";
import { type Command, exitCodes, jsonDocument, type Options, textOption } from "../command.ts";
import { followRun } from "../follow-run.ts";
import { withLog } from "../log-store.ts";
import { withProject } from "../project.ts";
import { renderDecisions } from "../render/decision-list.ts";
import { renderRetrained } from "../render/retrained.ts";
import { canvas } from "../render/style.ts";

/** Trains a challenger on the newest data and feedback, and decides; exit code 2 where something speaks against it. */
export const retrainCommand: Command = async (_, options, context) => {
  if (options.history === true) return await history(options, context);
  const policy = policyOption(options);
  const dryRun = options.dryRun === true;
  const { retrain } = await import("../../pipeline/retrain.ts"); // options that are wrong are told without waiting for it
  const retrained = await withLog(options, context, ({ definition, projectDirectory, store, log }) =>
    followRun(
      (onEvent) =>
        retrain(definition, {
          projectDirectory,
          store,
          log,
          policy,
          dryRun,
          onEvent,
          signal: context.signal,
        }),
      { stages: dryRun ? stageNames.filter((stage) => stage !== "package") : stageNames },
    ),
  );
  context.print(options.json === true ? jsonDocument(retrained) : renderRetrained(retrained));
  return retrained.decision.speaksAgainst ? exitCodes.gateFailed : exitCodes.ok;
};

const history: (...args: [Options, Parameters<Command>[2]]) => Promise<number> = async (options, context) => {
  const decisions = await withProject(options, context, ({ definition: { name }, store }) =>
    listDecisions(store, name),
  );
  context.print(options.json === true ? jsonDocument({ decisions }) : renderDecisions(decisions, canvas()));
  return exitCodes.ok;
};

/** `when-better` on the command line, `when better` in words. */
function policyOption(options: Options): PromotionPolicy {
  const text = textOption(options, "promote") ?? "manual";
  const policy = promotionPolicies.find((known) => known.replaceAll(" ", "-") === text);
  if (policy !== undefined) return policy;
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot promote '${text}': wanted one of ${promotionPolicies.map((known) => known.replaceAll(" ", "-")).join(", ")}.`,
  );
}
