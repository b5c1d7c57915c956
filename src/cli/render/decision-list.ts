import type { DecisionRecord } from "../../io/store/index.ts";
import { formatTime } from "./format.ts";
import { type Canvas, flow, wrap } from "./style.ts";

/** What retraining decided, as it comes. */
export function renderDecisions(decisions: readonly DecisionRecord[], canvas: Canvas): string {
  if (decisions.length === 0) return "Nothing was decided yet: npx airworthy retrain trains a challenger.\n";
  return `${decisions.map((decision) => renderDecision(decision, canvas)).join("\n\n")}\n`;
}

function renderDecision(decision: DecisionRecord, { paint, width }: Canvas): string {
  const { at, run, version, champion, policy, promote, speaksAgainst, reasons } = decision;
  const challenger = version === null ? "a challenger without a package" : `version ${version}`;
  const outcome = promote
    ? paint("good", `${challenger} took the place of version ${champion}`)
    : paint(speaksAgainst ? "bad" : "accent", `${challenger} did not take the place of version ${champion}`);
  const title = flow(`${formatTime(at)}  ${outcome}`, { width });
  const by = paint("faint", `policy ${policy}${run === null ? "" : `, run ${run}`}`);
  const lines = [by, ...reasons.flatMap((reason) => wrap(reason, width - 4))];
  return [title, ...lines.map((line) => `    ${line}`)].join("\n");
}
