/** A challenger's way beside the champion: in shadow, then for a share of the visitors. */
import { formatCount, formatShare } from "../../../src/cli/render/format.ts";
import { type Diary, eventsOf } from "./diary.ts";
import { answersBetween, type RolloutSpan, rolloutSpans } from "./evidence.ts";
import type { StationRow } from "./station-row.ts";

/** Standard errors; a visitor comes about twice in a step. */
const near = 4.5;
const visitsEach = 2;

function isNear(share: number, { own, all }: { readonly own: number; readonly all: number }): boolean {
  return Math.abs(own / all - share) < near * Math.sqrt((visitsEach * share * (1 - share)) / all);
}

export const shadowStation: StationRow = {
  title: "Shadow",
  wanted: "a challenger that was compared in shadow and showed no answer, and a step on",
  find(diary, after) {
    const span = rolloutSpans(diary).find(
      ({ mode, from, end }) => mode === "shadow" && from >= after && end === "stepped",
    );
    if (span === undefined || answersOf(diary, span).own > 0) return null;
    const step = eventsOf(diary, "rollout").find(
      ({ at, rollout }) => rollout === span.rollout && at === span.to,
    );
    const agreement = step?.checks.find(({ gate }) => gate === "agreement");
    if (agreement === undefined || agreement.verdict !== "pass" || agreement.count === 0) return null;
    const compared = `version ${span.version} answered ${formatCount(agreement.count)} visits that only the log of comparisons saw`;
    return { at: span.to, text: `${compared}: ${agreement.sentence}` };
  },
};

export const canaryStation: StationRow = {
  title: "Canary",
  wanted:
    "growing shares of the visitors, each as measured in the answers, no visitor who saw both versions in a step, and promotion after the last",
  find(diary, after) {
    const spans = rolloutSpans(diary).filter(({ mode, from }) => mode === "canary" && from >= after);
    const own = spans.filter(({ rollout }) => rollout === spans[0]?.rollout);
    const last = own.at(-1);
    if (last?.end !== "promoted") return null;
    const measured = own.map((span) => ({ span, ...answersOf(diary, span) }));
    const isHonoured = measured.every(({ span, own, all }) => all > 0 && isNear(span.share, { own, all }));
    const moved = eventsOf(diary, "watched")
      .filter(({ at }) => at > (own[0]?.from ?? 0) && at <= last.to)
      .reduce((sum, look) => sum + look.moved, 0);
    if (!isHonoured || moved > 0) return null;
    const steps = measured.map(
      ({ span, own, all }) =>
        `${formatShare(span.share)} of visitors, measured ${formatShare(own / all)} of ${formatCount(all)} answers`,
    );
    const end = eventsOf(diary, "rollout").find(({ at, change }) => at === last.to && change === "promoted");
    const quality = end?.checks.find(({ gate }) => gate === "quality")?.sentence;
    return {
      at: last.to,
      text: [`${steps.join("; ")}; no visitor saw both`, ...(quality === undefined ? [] : [quality])].join(
        ". ",
      ),
    };
  },
};

export const rollbackStation: StationRow = {
  title: "A bad version in canary is rolled back by itself",
  wanted: "the version that somebody forced into canary rolled back, and no answer of it afterwards",
  find(diary, after) {
    const forced = eventsOf(diary, "forced").find(({ at }) => at >= after);
    const back = eventsOf(diary, "rollout").find(
      ({ at, version, change }) =>
        at > (forced?.at ?? Infinity) && version === forced?.version && change === "rolledBack",
    );
    if (forced === undefined || back === undefined) return null;
    const during = answersBetween(diary, forced.at, back.at).get(forced.version) ?? 0;
    const later = answersBetween(diary, back.at, diary.to).get(forced.version) ?? 0;
    const isDeployed = eventsOf(diary, "deployed").some(({ version }) => version === forced.version);
    if (during === 0 || later > 0 || isDeployed) return null;
    return {
      at: back.at,
      text: `version ${forced.version}, ${formatShare(forced.accuracy.value)} right on its own file, gives ${formatCount(during)} answers; then: ${back.reason}`,
    };
  },
};

function answersOf(diary: Diary, { version, from, to }: RolloutSpan): { own: number; all: number } {
  const answers = answersBetween(diary, from, to);
  const all = [...answers.values()].reduce((sum, count) => sum + count, 0);
  return { own: answers.get(version) ?? 0, all };
}
