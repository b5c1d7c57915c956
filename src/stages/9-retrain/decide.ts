/** Whether a challenger becomes the champion: a worse model never replaces a better one, and a policy can only ask for more. */
import type { PromotionPolicy } from "../../core/definition/index.ts";
import type { ChampionComparison, GateResult } from "../5-validate/index.ts";

export interface DecideInput {
  readonly policy: PromotionPolicy;
  /** Of the model and of its package. */
  readonly gates: readonly GateResult[];
  /** Null where the champion could not be run on the challenger's unseen rows. */
  readonly comparison: ChampionComparison | null;
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
export function decide({ policy, gates, comparison }: DecideInput): Decision {
  const against = [
    ...gates.filter(({ passed }) => !passed).map(failedGate),
    ...objections(policy, comparison),
  ];
  if (against.length > 0) return { policy, promote: false, speaksAgainst: true, reasons: against };
  const speaks = comparison === null ? [] : [verdictSentence(comparison)];
  const isManual = policy === "manual";
  const reasons = isManual ? [...speaks, "The policy is manual: a person promotes it."] : speaks;
  return { policy, promote: !isManual, speaksAgainst: false, reasons };
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
  const [by, from, to] = [value, low, high].map(
    (loss) => `${loss < 0 ? "−" : "+"}${Math.abs(loss).toFixed(4)}`,
  );
  return `It is ${comparatives[verdict]} version ${version} on the same unseen rows: loss ${by} (${from} to ${to}).`;
}
