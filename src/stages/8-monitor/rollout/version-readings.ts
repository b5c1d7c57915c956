/** What profiles of a time tell of one version, as the judge of a rollout wants it. */
import type { Metric } from "../../../core/metric.ts";
import {
  isFailure,
  latencyAt,
  type ShadowWindow,
  type Sketch,
  type Timing,
  type WindowProfile,
} from "../../../core/profile/index.ts";
import type { QualityWindow } from "../../../core/profile/quality-window.ts";
import type { VersionReadings } from "../../../core/rollout/index.ts";
import { z95 } from "../../../core/statistics/interval.ts";
import { estimateQuality, measureQuality } from "../quality/index.ts";

export interface VersionProfiles {
  /** Of the newest minutes. */
  readonly recent: readonly WindowProfile[];
  /** Of the step. */
  readonly step: readonly WindowProfile[];
  /** Since the version began to answer beside the other. */
  readonly whole: readonly WindowProfile[];
}

/** Answers that a 99th percentile wants: where the newest minutes have fewer, those of the step are taken. */
const leastTimed = 100;

/** What a version that answers did. */
export function answeredReadings({ recent, step, whole }: VersionProfiles, metric: Metric): VersionReadings {
  const quality = wholeQuality(whole);
  const measured = quality === undefined ? undefined : measureQuality(quality)[metric];
  const estimated = quality === undefined ? undefined : estimateQuality(quality).accuracy;
  const counts = recent.flatMap((profile) =>
    profile.kind === "outcomes" ? Object.entries(profile.counts) : [],
  );
  const judged = counts.filter(([code]) => code === "OK" || isFailure(code));
  const total = [recent, step].map((profiles) =>
    profiles.find((profile) => profile.kind === "latency" && profile.name === "total"),
  );
  const timings = total.flatMap((profile) => (profile?.kind === "latency" ? [profile] : []));
  return {
    rows: wholeQuality(step)?.predicted ?? 0,
    errors: { count: sum(judged), failed: sum(judged.filter(([code]) => code !== "OK")) },
    latency: latencyOf(timings.find(({ count }) => count >= leastTimed) ?? timings.at(-1)),
    measured: { labelled: quality?.labelled ?? 0, figure: measured ?? null },
    estimated: estimated ?? null,
  };
}

/** What a challenger in shadow, and the champion beside it, did with the same rows. */
export function shadowReadings(
  recent: ShadowWindow | undefined,
  step: ShadowWindow | undefined,
): { readonly challenger: VersionReadings; readonly champion: VersionReadings } {
  const failures = Object.entries(recent?.failed ?? {});
  const failed = sum(failures.filter(([code]) => isFailure(code)));
  const timed = [recent, step].find((window) => (window?.rows ?? 0) >= leastTimed) ?? step;
  const rows = step?.rows ?? 0;
  const none = { measured: { labelled: 0, figure: null }, estimated: null } as const;
  return {
    challenger: {
      ...{ rows, errors: { count: (recent?.rows ?? 0) + failed, failed }, ...none },
      latency: latencyOf(timed?.latency),
    },
    champion: {
      ...{ rows, errors: { count: recent?.rows ?? 0, failed: 0 }, ...none },
      latency: latencyOf(timed?.championLatency),
    },
  };
}

/** The scores of a version's answers: cells of the log-odds of a probability, parts of the values of a regression. */
export function scoresOf(profiles: readonly WindowProfile[]): Sketch {
  const quality = wholeQuality(profiles);
  if (quality === undefined) return [];
  if (quality.task !== "regression") return quality.cells.map(([cell, rows]) => [cell, rows]);
  const values = profiles.find((profile) => profile.kind === "number" && profile.role === "prediction");
  return values?.kind === "number" ? values.sketch : [];
}

function wholeQuality(profiles: readonly WindowProfile[]): QualityWindow | undefined {
  return profiles.find(
    (profile): profile is QualityWindow => profile.kind === "quality" && profile.name === "",
  );
}

function sum(counts: readonly (readonly [string, number])[]): number {
  return counts.reduce((total, [, count]) => total + count, 0);
}

/** The 99th percentile with the interval of its rank (normal approximation to the binomial). */
function latencyOf(timing: Timing | undefined): VersionReadings["latency"] {
  if (timing === undefined || timing.count === 0) return null;
  const { count, max } = timing;
  const half = z95 * Math.sqrt((0.99 * 0.01) / count);
  const at = (rank: number) => latencyAt(timing, rank);
  const high = 0.99 + half >= 1 ? max : at(0.99 + half);
  return { count, p99: { value: at(0.99), low: at(0.99 - half), high } };
}
