/** Which candidate ships: one that is as accurate, and smaller or faster without being the other way round. */
import type { Candidate, CandidateKind } from "./candidate.ts";
import type { Latency } from "./measure-latency.ts";

export interface Measured extends Omit<Candidate, "verdict"> {
  readonly ratio: Latency["ratio"];
  readonly noise: Latency["noise"];
}

export interface Choice {
  readonly shipped: CandidateKind;
  readonly candidates: readonly Candidate[];
  /** What ships and why the others do not, in one sentence. */
  readonly note: string;
}

/**
 * Answers may all stay right while their probabilities get worse: the log loss may rise by this share. Pruning keeps
 * to it too.
 */
export const greatestLossRise = 0.01;

/** How much higher the log loss is than the reference's, as a share; 0 for regression. */
export function lossRise(one: Pick<Candidate, "logLoss">, reference: Pick<Candidate, "logLoss">): number {
  if (one.logLoss === null || reference.logLoss === null || reference.logLoss === 0) return 0;
  return one.logLoss / reference.logLoss - 1;
}

/** Shares are whole numbers of rows over rows; this much is rounding. */
const rounding = 1e-9;

/** A file must be at least 1% smaller to count as smaller. */
const leastSaving = 0.01;

/**
 * Judges every candidate against float32, which comes first. Of those that earn it, the one with the least product
 * of size and latency ships; a difference in latency within the noise counts as none.
 */
export function chooseCandidate(measured: readonly Measured[], accuracyBudget: number): Choice {
  const [reference] = measured;
  if (reference === undefined) throw new Error("float32 was not measured");
  const judged = measured.map((one) => judge(one, reference, accuracyBudget));
  const best = judged
    .filter(({ earned }) => earned)
    .sort((one, other) => one.cost - other.cost)
    .at(0);
  const shipped = best?.kind ?? reference.kind;
  const verdicts = judged.map(({ kind, earned, reason }) =>
    kind === shipped ? `ships: ${reason}` : earned ? `${reason}, but ${shipped} gains more` : reason,
  );
  const candidates = measured.map(({ ratio: _ratio, noise: _noise, ...one }, index) => ({
    ...one,
    verdict: verdicts[index] ?? "",
  }));
  const others = candidates.filter(({ kind }) => kind !== shipped && kind !== reference.kind);
  const reason = judged.find(({ kind }) => kind === shipped)?.reason ?? "";
  const rest = others.map(({ kind, verdict }) => `${kind} ${verdict}`);
  const note =
    shipped === reference.kind ? `${shipped} shipped: ${rest.join("; ")}` : `${shipped} shipped: ${reason}`;
  return {
    shipped,
    candidates,
    note: shipped === reference.kind && rest.length === 0 ? `${shipped} shipped` : note,
  };
}

interface Judged {
  readonly kind: CandidateKind;
  readonly earned: boolean;
  readonly cost: number;
  readonly reason: string;
}

function judge(one: Measured, reference: Measured, budget: number): Judged {
  const { kind } = one;
  if (one === reference) return { kind, earned: false, cost: 1, reason: "the validated model as it is" };
  const loss = (reference.accuracy ?? reference.r2 ?? 0) - (one.accuracy ?? one.r2 ?? 0);
  const saving = 1 - one.bytes / reference.bytes;
  const speed = Math.abs(one.ratio - 1) <= one.noise ? 1 : one.ratio;
  const refused = (reason: string): Judged => ({ kind, earned: false, cost: 1, reason });
  const name = one.accuracy === null ? "R²" : "accuracy";
  if (loss > budget + rounding)
    return refused(`loses ${points(loss)} points of ${name}, more than the budget of ${points(budget)}`);
  const rise = lossRise(one, reference);
  if (rise > greatestLossRise)
    return refused(
      `raises the log loss by ${(100 * rise).toFixed(1)}%, more than ${percent(greatestLossRise)}`,
    );
  const size = saving >= leastSaving ? `${percent(saving)} smaller` : sizeWords(saving);
  const pace = speed === 1 ? `as fast (±${percent(one.noise)})` : paceWords(one.ratio, one.noise);
  const gained = saving >= leastSaving || speed < 1;
  if (!gained) return refused(`is not worth it: ${size}, ${pace}`);
  if (speed > 1) return refused(`is ${pace}, though ${size}`);
  if (saving < -leastSaving) return refused(`is ${size}, though ${pace}`);
  const kept =
    loss === 0 ? `the same ${name}` : `${name} ${loss > 0 ? "−" : "+"}${points(Math.abs(loss))} points`;
  return { kind, earned: true, cost: (1 - saving) * speed, reason: `${size}, ${pace}, ${kept}` };
}

function sizeWords(saving: number): string {
  return saving <= -leastSaving ? `${percent(-saving)} larger` : "no smaller";
}

function paceWords(ratio: number, noise: number): string {
  const margin = `(±${percent(noise)})`;
  return ratio < 1 ? `${percent(1 - ratio)} faster ${margin}` : `${percent(ratio - 1)} slower ${margin}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A share in points of a hundred: 0.001 is 0.1 point. */
function points(share: number): string {
  return String(Number((share * 100).toFixed(2)));
}
