/** A retraining as a person reads it: the run, then how the challenger does beside the champion and what was decided. */
import type { Retrained } from "../../pipeline/retrain.ts";
import type { DueRetraining } from "../../stages/9-retrain/index.ts";
import { formatCount } from "./format.ts";
import { runSections } from "./render-run.ts";
import { type Canvas, canvas, type RenderOptions, section, wrap } from "./style.ts";

/** What `airworthy retrain` prints. */
export function renderRetrained(retrained: Retrained, options: RenderOptions = {}): string {
  const on = canvas(options);
  const sections = [
    ...runSections(retrained.run, on),
    section(on, "Decision", renderDecision(retrained, on)),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Why nothing was trained. */
export function renderNotDue({ calls, held }: DueRetraining): string {
  if (calls.length === 0)
    return "No retraining is due: nothing in the config's retrain section calls for one.\n";
  return `${calls.join("\n")}\nIt is held back: ${held}\n`;
}

function renderDecision(
  { run, champion, decision, dryRun, through, seenByChampion }: Retrained,
  on: Canvas,
): string {
  const version = run.package?.version ?? null;
  const challenger = version === null ? "The challenger" : `Version ${version}`;
  const outcome = decision.promote
    ? on.paint(
        "good",
        `${challenger} ${dryRun ? "would become" : through === "at once" ? "is" : "may become"} the champion${dryRun || through !== "at once" ? "" : " now"}`,
      )
    : on.paint(decision.speaksAgainst ? "bad" : "accent", `Version ${champion} stays the champion`);
  const lines = [...decision.reasons, seenSentence(run.split.validationRows, seenByChampion)];
  const [first = "", ...rest] = lines.flatMap((line) => wrap(line, on.width - 4));
  const next =
    decision.promote || decision.speaksAgainst || version === null
      ? []
      : ["", `  npx airworthy promote ${version}`];
  return [`  ${outcome}`, `  ${first}`, ...rest.map((line) => `  ${line}`), ...next].join("\n");
}

function seenSentence(rows: number, seen: number | null): string {
  if (seen === null) return "Whether the champion learned from some of these rows cannot be told.";
  if (seen === 0) return `The champion learned from none of these ${formatCount(rows)} rows.`;
  return `The champion learned from ${formatCount(seen)} of these ${formatCount(rows)} rows, which favours it.`;
}
