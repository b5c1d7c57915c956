/** Which of the labels that sources gave one prediction holds: what `labelsInForce` says of many, for a few. */
import type { FeedbackPolicy } from "../../../core/definition/index.ts";
import { settledSource } from "../../../core/definition/source-name.ts";
import { isWithdrawn } from "../../../core/withdrawn-label.ts";

export interface ToldLabel {
  readonly seq: number;
  /** "" where it has no name. */
  readonly source: string;
  /** JSON text. */
  readonly label: string;
}

export interface HeldLabel<T extends ToldLabel> {
  readonly told: T;
  /** How many different labels sources hold. */
  readonly opinions: number;
}

/** The label that holds by the policy; null where nobody holds any. Of each source only what it said last counts. */
export function heldLabel<T extends ToldLabel>(
  told: readonly T[],
  policy: FeedbackPolicy,
): HeldLabel<T> | null {
  const newestFirst = told.toSorted((one, other) => other.seq - one.seq);
  const bySource = new Map<string, T>();
  for (const one of newestFirst) if (!bySource.has(one.source)) bySource.set(one.source, one);
  const latest = [...bySource.values()].filter(({ label }) => !isWithdrawn(label));
  const chosen = choosers[policy.kind](latest, policy) ?? latest[0];
  if (chosen === undefined) return null;
  return { told: chosen, opinions: new Set(latest.map(({ label }) => label)).size };
}

/** `latest`: one a source, the newest first. Undefined: the newest. */
type Chooser = <T extends ToldLabel>(latest: readonly T[], policy: FeedbackPolicy) => T | undefined;

const choosers: Readonly<Record<FeedbackPolicy["kind"], Chooser>> = {
  last: (latest) => latest[0],
  majority(latest) {
    const settled = latest.find(({ source }) => source === settledSource);
    if (settled !== undefined) return settled;
    const votes = (label: string) => latest.filter((one) => one.label === label).length;
    return latest.toSorted((one, other) => votes(other.label) - votes(one.label))[0];
  },
  trusted(latest, policy) {
    const sources = policy.kind === "trusted" ? [settledSource, ...policy.sources] : [];
    return sources.flatMap((name) => latest.filter(({ source }) => source === name))[0];
  },
};
