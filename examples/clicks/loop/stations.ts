/**
 * What the six weeks have to show, in their order. A station is found in what was measured after the one before it, or
 * it did not happen.
 */
import { formatCount, formatShare } from "../../../src/cli/render/format.ts";
import { dayMs, onDay, redesignDay, wantedAccuracy } from "./calendar.ts";
import { type Diary, eventsOf } from "./diary.ts";
import { answersBetween, changesOf, type Evidence, readingsOf, withBand } from "./evidence.ts";
import { recovery } from "./recovery-stations.ts";
import type { StationRow } from "./station-row.ts";
import { trouble } from "./trouble-stations.ts";

export interface Station extends Pick<StationRow, "title" | "wanted"> {
  readonly evidence: Evidence | null;
}

const redesignedAt = onDay(redesignDay);
/** Labels are mature then. */
const labelsAt = redesignedAt + 2 * dayMs;

const decline: readonly StationRow[] = [
  {
    title: "Served, and as good as promised",
    wanted: `measured accuracy of at least ${formatShare(wantedAccuracy)} until the redesign, and no alert`,
    find(diary) {
      const before = readingsOf(diary, "quality").filter(({ at }) => at <= redesignedAt);
      const last = before.at(-1);
      const fired = eventsOf(diary, "alert").some(
        ({ at, change }) => at <= redesignedAt && change === "firing",
      );
      if (last === undefined || fired || before.some(({ value }) => value < wantedAccuracy)) return null;
      const answers = [...answersBetween(diary, diary.from, last.at).values()];
      const count = answers.reduce((sum, each) => sum + each, 0);
      return {
        at: last.at,
        text: `${formatCount(count)} answers; accuracy measured ${withBand(last)}, two days after its visits`,
      };
    },
  },
  {
    title: "Drift is seen",
    wanted: "a drift alert within two days of the redesign",
    find(diary, after) {
      const fired = changesOf(diary, "drift", "firing").filter(({ at }) => at > after && at <= labelsAt);
      const [first] = fired;
      if (first === undefined) return null;
      const seen = fired
        .filter(({ at }) => at === first.at)
        .toSorted((one, other) => (other.reading?.value ?? 0) - (one.reading?.value ?? 0))
        .map(({ subject, reading }) => `${subject} ${(reading?.value ?? 0).toFixed(1)}×`);
      return { at: first.at, text: `in thresholds: ${seen.join(", ")}` };
    },
  },
  {
    title: "Estimated accuracy falls before the labels arrive",
    wanted: "the estimate's whole band below what was usual before the redesign, while labels are out",
    find(diary, after) {
      const estimates = readingsOf(diary, "estimatedAccuracy");
      const usual = estimates.filter(({ at }) => at <= redesignedAt);
      const middle = medianOf(usual.map(({ value }) => value));
      const fallen = estimates.find(
        ({ at, high }) => at > after && at <= labelsAt + dayMs / 4 && high !== null && high < middle,
      );
      if (fallen === undefined) return null;
      const measured = readingsOf(diary, "quality").findLast(({ at }) => at <= fallen.at);
      if (measured === undefined || measured.value < wantedAccuracy) return null;
      return {
        at: fallen.at,
        text: `estimated ${withBand(fallen)}, where ${formatShare(middle)} was usual; the labels that have come still say ${formatShare(measured.value)}`,
      };
    },
  },
  {
    title: "Measured accuracy falls below 80%",
    wanted: "a window whose whole interval lies below 80%",
    find(diary, after) {
      const low = readingsOf(diary, "quality").find(
        ({ at, high }) => at > after && (high ?? 1) < wantedAccuracy,
      );
      return low === undefined
        ? null
        : { at: low.at, text: `${withBand(low)} on ${formatCount(low.count)} labels` };
    },
  },
  {
    title: "The alert fires",
    wanted: "the accuracy monitor's alert firing",
    find(diary, after) {
      const fired = changesOf(diary, "accuracy", "firing").find(({ at }) => at >= after);
      if (fired === undefined) return null;
      const { bound, reading } = fired;
      if (bound === null || reading?.value == null) return null;
      const text = `"accuracy below ${formatShare(bound)}" fires at ${formatShare(reading.value)}`;
      return { at: fired.at, text };
    },
  },
];

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const rows: readonly StationRow[] = [...decline, ...recovery, ...trouble];

/** Every station, in their order, with what shows it. */
export function stationsOf(diary: Diary): readonly Station[] {
  let after = diary.from;
  return rows.map(({ title, wanted, find }) => {
    const evidence = find(diary, after);
    after = evidence?.at ?? after;
    return { title, wanted, evidence };
  });
}
