/** Each gate: what it looks at, and what it finds. A breach wants evidence, a pass does too; between them is unknown. */
import { isInPoints } from "../definition/index.ts";
import { formatPoints } from "../format.ts";
import { metricTable } from "../metric.ts";
import { wilsonInterval } from "../statistics/interval.ts";
import type { RolloutCheck, RolloutFigure, RolloutGate, RolloutVerdict } from "./check.ts";
import { allowedWords, differenceWords } from "./difference-words.ts";
import { worseBy } from "./figure-difference.ts";
import type { RolloutReadings } from "./reading.ts";
import type { Rollout, RolloutMode } from "./rollout.ts";
import { chanceDistance } from "./score-distance.ts";

export interface GateRule {
  readonly modes: readonly RolloutMode[];
  /** Null where it has no meaning for this rollout. */
  readonly check: (readings: RolloutReadings, rollout: Rollout) => Omit<RolloutCheck, "gate"> | null;
}

/** Answers that a 99th percentile wants. */
const leastTimed = 100;
/** Of two latencies, less than this apart is none, milliseconds. */
const sameMs = 5;
/** Scores that a distribution wants. */
const leastScores = 50;
/** Labels that a comparison wants on each side. */
const leastLabels = 30;
/** A challenger is looked at every minute: for a breach, intervals of three standard errors are taken instead of 1.96. */
const widened = 3 / 1.96;

const both = ["shadow", "canary"] as const;
const nothing = { count: 0, challenger: null, champion: null, bound: null } as const;

export const gateRules: Readonly<Record<RolloutGate, GateRule>> = {
  ready: { modes: both, check: checkReady },
  rows: {
    modes: both,
    check({ challenger: { rows } }, { mode, plan, version }) {
      const least = plan[mode].leastRows;
      const verdict = rows >= least ? "pass" : "unknown";
      return {
        ...nothing,
        count: rows,
        bound: least,
        verdict,
        sentence: `version ${version} has given ${rows} of at least ${least} answers`,
      };
    },
  },
  errors: { modes: both, check: checkErrors },
  latency: { modes: both, check: checkLatency },
  agreement: { modes: ["shadow"], check: checkAgreement },
  scores: { modes: both, check: checkScores },
  quality: { modes: ["canary"], check: checkQuality },
  estimate: { modes: ["canary"], check: checkEstimate },
};

function checkReady({ servers: { ready, refused, absent } }: RolloutReadings, { version }: Rollout) {
  const of = { ...nothing, count: ready };
  if (refused !== null)
    return {
      ...of,
      verdict: "breach",
      sentence: `a server refused version ${version}: ${refused.replace(/\.$/, "")}`,
    } as const;
  if (ready === 0)
    return { ...of, verdict: "unknown", sentence: `no server has version ${version} ready` } as const;
  if (absent > 0) {
    const sentence = `${absent} of ${ready + absent} processes that answer do not follow the rollout`;
    return { ...of, verdict: "unknown", sentence } as const;
  }
  return { ...of, verdict: "pass", sentence: `ready in ${ready} process${ready === 1 ? "" : "es"}` } as const;
}

function checkErrors({ challenger, champion }: RolloutReadings, { plan }: Rollout) {
  const { count, failed } = challenger.errors;
  const allowed = Math.max(plan.gates.errorShare, shareOf(champion.errors) ?? 0);
  if (count === 0) return { ...nothing, verdict: "unknown", sentence: "no answer was counted" } as const;
  const own = wilsonInterval(failed, count);
  const verdict = verdictOf({ surelyBad: own.low > allowed, good: own.value <= allowed });
  const sentence = `${formatPoints(own.value, 2)} of ${count} answers failed, wanted at most ${formatPoints(allowed, 2)}`;
  const theirs =
    champion.errors.count === 0 ? null : wilsonInterval(champion.errors.failed, champion.errors.count);
  return { verdict, sentence, count, challenger: own, champion: theirs, bound: allowed };
}

function shareOf({ count, failed }: { readonly count: number; readonly failed: number }): number | null {
  return count === 0 ? null : failed / count;
}

function checkLatency({ challenger, champion }: RolloutReadings, { plan }: Rollout) {
  const [own, theirs] = [challenger.latency, champion.latency];
  if (own === null || theirs === null || own.count < leastTimed || theirs.count < leastTimed) {
    const sentence = `a p99 wants ${leastTimed} answers of each: there are ${own?.count ?? 0} of the challenger, ${theirs?.count ?? 0} of the champion`;
    return { ...nothing, count: own?.count ?? 0, verdict: "unknown", sentence } as const;
  }
  const allowed = plan.gates.latencyTimes * theirs.p99.value + sameMs;
  const { value, low } = own.p99;
  const verdict = verdictOf({ surelyBad: (low ?? value) > allowed, good: value <= allowed });
  const sentence = `p99 is ${ms(value)} against the champion's ${ms(theirs.p99.value)}, wanted at most ${ms(allowed)}`;
  return { verdict, sentence, count: own.count, challenger: own.p99, champion: theirs.p99, bound: allowed };
}

function checkAgreement({ agreement }: RolloutReadings, { plan }: Rollout) {
  const bound = plan.gates.agreement;
  if (agreement === null || agreement.rows === 0)
    return { ...nothing, bound, verdict: "unknown", sentence: "no answer was compared" } as const;
  const { rows, agreed, dropped } = agreement;
  const own = wilsonInterval(agreed, rows);
  const verdict = verdictOf({ surelyBad: own.high < bound, good: own.value >= bound });
  const left = dropped === 0 ? "" : ` (${dropped} more were not compared)`;
  const sentence = `${formatPoints(own.value)} of ${rows} answers are the champion's too${left}, wanted at least ${formatPoints(bound)}`;
  return { verdict, sentence, count: rows, challenger: own, champion: null, bound };
}

function checkScores({ scores }: RolloutReadings, { plan }: Rollout) {
  const bound = plan.gates.scoreDistance;
  if (scores === null || Math.min(scores.challenger, scores.champion) < leastScores) {
    const count = scores?.challenger ?? 0;
    const sentence = `a comparison of scores wants ${leastScores} of each: there are ${count} and ${scores?.champion ?? 0}`;
    return { ...nothing, count, bound, verdict: "unknown", sentence } as const;
  }
  const { distance, challenger, champion } = scores;
  const chance = chanceDistance(challenger, champion);
  const verdict = verdictOf({ surelyBad: distance - chance > bound, good: distance <= bound });
  const own = { value: distance, low: Math.max(0, distance - chance), high: Math.min(1, distance + chance) };
  const sentence = `its scores lie ${distance.toFixed(3)} from the champion's, wanted at most ${bound}`;
  return { verdict, sentence, count: challenger, challenger: own, champion: null, bound };
}

function checkQuality({ challenger, champion }: RolloutReadings, rollout: Rollout) {
  const { labelled, figure } = challenger.measured;
  const theirs = champion.measured;
  const few = Math.min(labelled, theirs.labelled) < leastLabels;
  if (few || figure === null || theirs.figure === null) {
    const sentence =
      labelled === 0
        ? `no label has come of its ${challenger.rows} answers`
        : `quality wants ${leastLabels} labels of each: there are ${labelled} and ${theirs.labelled}`;
    return { ...nothing, count: labelled, verdict: "unknown", sentence } as const;
  }
  return compared({ own: figure, theirs: theirs.figure, count: labelled, what: "measured" }, rollout);
}

/** Only of classifiers: the scores of a regression promise nothing. */
function checkEstimate({ challenger, champion }: RolloutReadings, rollout: Rollout) {
  const [own, theirs] = [challenger.estimated, champion.estimated];
  if (own === null || theirs === null) {
    if (challenger.rows > 0 && own === null) return null;
    return { ...nothing, verdict: "unknown", sentence: "there is no score to go by" } as const;
  }
  const plan = { ...rollout.plan, gates: { ...rollout.plan.gates, metric: "accuracy" as const } };
  return compared({ own, theirs, count: challenger.rows, what: "estimated" }, { ...rollout, plan });
}

interface Pair {
  readonly own: RolloutFigure;
  readonly theirs: RolloutFigure;
  readonly count: number;
  readonly what: "measured" | "estimated";
}

function compared({ own, theirs, count, what }: Pair, { plan }: Rollout) {
  const { metric, worseBy: margin } = plan.gates;
  const { better, title } = metricTable[metric];
  const bound = isInPoints(metric) ? margin : margin * Math.abs(theirs.value);
  const usual = worseBy(own, theirs, { better });
  const sure = worseBy(own, theirs, { better, widened });
  const words = { isInPoints: isInPoints(metric) };
  const shown = (value: number) => (words.isInPoints ? formatPoints(value) : value.toPrecision(4));
  const difference = usual === null ? "" : `, ${differenceWords(usual, words)}`;
  const verdict =
    usual === null || sure === null
      ? "unknown"
      : what === "measured"
        ? verdictOf({ surelyBad: sure.low > 0 && usual.value > bound, good: usual.high <= bound })
        : verdictOf({ surelyBad: sure.low > bound, good: usual.value <= bound });
  const sentence = `${what} ${title.toLowerCase()} is ${shown(own.value)} against the champion's ${shown(theirs.value)}${difference}, ${allowedWords(bound, words)}`;
  return { verdict, sentence, count, challenger: own, champion: theirs, bound };
}

function verdictOf({
  surelyBad,
  good,
}: {
  readonly surelyBad: boolean;
  readonly good: boolean;
}): RolloutVerdict {
  if (surelyBad) return "breach";
  return good ? "pass" : "unknown";
}

function ms(value: number): string {
  return `${value.toPrecision(3)} ms`;
}
