/** Whether a challenger becomes the champion: a worse model never replaces a better one, and a policy can only ask for more. */
import type { PromotionPolicy } from "../../core/definition/index.ts";
import { countOf, formatCount, formatSpan } from "../../core/format.ts";
import type { Split } from "../4-train/index.ts";
import type { ChampionComparison, GateResult } from "../5-validate/index.ts";
import type { SettledComparison } from "./compare-settled.ts";
import type { LabelCheck } from "./labels/check-labels.ts";
import { describeLabels } from "./labels/describe-labels.ts";

export interface DecideInput {
  readonly policy: PromotionPolicy;
  /** Of the model and of its package. */
  readonly gates: readonly GateResult[];
  /** Null where the champion could not be run on the challenger's unseen rows. */
  readonly comparison: ChampionComparison | null;
  /** How the labels that are new to the champion were found; null where nobody could tell. */
  readonly labels: LabelCheck | null;
  /** On the rows that the champion was measured on; null where the challenger could not be run on them. */
  readonly settled: SettledComparison | null;
  /** The rows that it learned from, and those that it was judged by. */
  readonly split: Pick<Split, "trainRows" | "validationRows" | "window">;
}

export interface Decision {
  readonly policy: PromotionPolicy;
  readonly promote: boolean;
  /** Whether the reasons are objections. */
  readonly speaksAgainst: boolean;
  /** Sentences: everything that speaks against it, or what speaks for it. */
  readonly reasons: readonly string[];
}

const verdictsAllowed: Readonly<Record<PromotionPolicy, readonly ChampionComparison["verdict"][]>> = {
  manual: ["better", "not distinguishable"],
  "when better": ["better"],
  "when not worse": ["better", "not distinguishable"],
};

/** Decides; `manual` never promotes, and says whether anything speaks against it. */
export function decide({ policy, gates, comparison, labels, settled, split }: DecideInput): Decision {
  const against = [
    ...gates.filter(({ passed }) => !passed).map(failedGate),
    ...objections(policy, comparison),
    ...doubts(labels),
    ...lostPast(settled, labels),
  ];
  const notes = [...(labels === null ? [] : describeLabels(labels)), ...windowNote(split)];
  if (against.length > 0)
    return { policy, promote: false, speaksAgainst: true, reasons: [...against, ...notes] };
  const speaks = comparison === null ? [] : [verdictSentence(comparison)];
  const isManual = policy === "manual";
  const reasons = isManual ? [...speaks, "The policy is manual: a person promotes it."] : speaks;
  return { policy, promote: !isManual, speaksAgainst: false, reasons: [...reasons, ...notes] };
}

/** Where more of what is new was set aside, what is left does not stand for it. */
const mostSetAside = 0.2;

function doubts(labels: LabelCheck | null): string[] {
  if (labels === null)
    return [
      "Nobody can tell whether the new labels are right: the rows that the champion was measured on are gone, or it cannot answer those of today.",
    ];
  const { fresh, setAside } = labels;
  const doubtful = setAside.reduce((sum, own) => sum + own.labels, 0);
  if (doubtful <= mostSetAside * fresh) return [];
  return [
    `Of ${formatCount(fresh)} new labels ${formatCount(doubtful)} are in doubt and were not learned from: a person has to look at them, and can trust them (--trust-labels).`,
  ];
}

function windowNote({ trainRows, validationRows, window }: DecideInput["split"]): string[] {
  if (window === undefined) return [];
  const used = `it learned from ${countOf(trainRows, "row")} and was judged by ${formatCount(validationRows)}`;
  return [
    `Of the newest ${formatSpan(window.ms)} alone: ${used}; ${formatCount(window.olderRows)} older were left out.`,
  ];
}

/** A challenger that forgot the past has its reason where the world is known to have changed. */
function lostPast(settled: SettledComparison | null, labels: LabelCheck | null): string[] {
  if (settled?.muchWorse !== true || (labels?.taken.length ?? 0) > 0) return [];
  const { rows, lossDifference, championLoss } = settled;
  return [
    `It is much worse on the ${formatCount(rows)} rows that the champion was measured on: loss ${signed(lossDifference.value)} (${signed(lossDifference.low)} to ${signed(lossDifference.high)}) beside ${championLoss.toFixed(4)}, and nothing says that the world has changed.`,
  ];
}

function objections(policy: PromotionPolicy, comparison: ChampionComparison | null): string[] {
  if (comparison === null)
    return ["The champion cannot be run on these rows, so nothing says that the challenger is as good."];
  const { version, verdict, worseSlices } = comparison;
  return [
    ...(verdictsAllowed[policy].includes(verdict) ? [] : [verdictSentence(comparison)]),
    ...worseSlices.map((slice) => `It is worse than version ${version} on the slice ${slice}.`),
  ];
}

function failedGate({ metric, explanation }: GateResult): string {
  return `The gate on ${metric} failed: ${explanation}.`;
}

const comparatives: Readonly<Record<ChampionComparison["verdict"], string>> = {
  better: "better than",
  "not distinguishable": "not distinguishable from",
  worse: "worse than",
};

function verdictSentence({
  version,
  verdict,
  lossDifference: { value, low, high },
}: ChampionComparison): string {
  return `It is ${comparatives[verdict]} version ${version} on the same unseen rows: loss ${signed(value)} (${signed(low)} to ${signed(high)}).`;
}

function signed(loss: number): string {
  return `${loss < 0 ? "−" : "+"}${Math.abs(loss).toFixed(4)}`;
}
