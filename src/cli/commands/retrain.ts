import { type PromotionPolicy, promotionPolicies, resolveRetrain } from "../../core/definition/index.ts";
import { AirworthyError } from "../../core/error.ts";
import { stageNames } from "../../core/progress.ts";
import { listDecisions } from "../../io/store/index.ts";
import { retrainingFacts } from "../../pipeline/retraining-facts.ts";
import { dueRetraining, parseLabelScope } from "../../stages/9-retrain/index.ts";
import { type Command, exitCodes, jsonDocument, type Options, textOption } from "../command.ts";
import { durationOption } from "../duration-option.ts";
import { followRun } from "../follow-run.ts";
import { withLog } from "../log-store.ts";
import { withProject } from "../project.ts";
import { renderDecisions } from "../render/decision-list.ts";
import { renderNotDue, renderRetrained } from "../render/retrained.ts";
import { canvas } from "../render/style.ts";

/** Trains a challenger on the newest data and feedback, and decides; exit code 2 where something speaks against it. */
export const retrainCommand: Command = async (_, options, context) => {
  if (options.history === true) return await history(options, context);
  const policy = policyOption(options);
  const window = windowOption(options);
  const dryRun = options.dryRun === true;
  const trusted = textOption(options, "trustLabels");
  const trustLabels = trusted === undefined ? [] : trusted.split(",").map(parseLabelScope);
  if (options.ifDue === true) {
    const due = await withLog(options, context, async ({ definition, store, log }) =>
      dueRetraining(
        definition.retrain ?? resolveRetrain(),
        await retrainingFacts({ definition, store, log, now: Date.now() }),
      ),
    );
    if (!due.isDue) {
      context.print(options.json === true ? jsonDocument({ run: null, due }) : renderNotDue(due));
      return exitCodes.ok;
    }
  }
  const { retrain } = await import("../../pipeline/retrain.ts"); // options that are wrong are told without waiting for it
  const retrained = await withLog(options, context, ({ definition, projectDirectory, store, log }) =>
    followRun(
      (onEvent) =>
        retrain(definition, {
          projectDirectory,
          store,
          log,
          ...policy,
          ...window,
          trustLabels,
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

/** `when-better` on the command line, `when better` in words; nothing where the definition says it. */
function policyOption(options: Options): { readonly policy?: PromotionPolicy } {
  const text = textOption(options, "promote");
  if (text === undefined) return {};
  const policy = promotionPolicies.find((known) => known.replaceAll(" ", "-") === text);
  if (policy !== undefined) return { policy };
  throw new AirworthyError(
    "OPTION_INVALID",
    `Cannot promote '${text}': wanted one of ${promotionPolicies.map((known) => known.replaceAll(" ", "-")).join(", ")}.`,
  );
}

/** A span, or `all`, which the definition's is not; nothing where the definition says it. */
function windowOption(options: Options): { readonly windowMs?: number | null } {
  if (textOption(options, "window") === "all") return { windowMs: null };
  const windowMs = durationOption(options, "window");
  return windowMs === undefined ? {} : { windowMs };
}
