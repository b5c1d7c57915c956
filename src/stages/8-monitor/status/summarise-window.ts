/** What the profiles of a window say in a few figures; null where nothing of the kind was counted. */
import {
  isFailure,
  type LatencyWindow,
  latencyAt,
  type OutcomeWindow,
  type QualityWindow,
  type WindowProfile,
} from "../../../core/profile/index.ts";
import { estimateQuality } from "../quality/estimate-quality.ts";
import type { Figures } from "../quality/figure.ts";
import { measureQuality } from "../quality/measure-quality.ts";

export interface RequestSummary {
  readonly requests: number;
  /** By the server's own fault, not for what was asked. */
  readonly failed: number;
  readonly codes: Readonly<Record<string, number>>;
}

export interface LatencySummary {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface QualitySummary {
  /** The slice; "" for all. */
  readonly slice: string;
  readonly predicted: number;
  readonly labelled: number;
  readonly measured: Figures;
  readonly estimated: Figures;
}

/** Requests of every route by how they ended. */
export function summariseRequests(profiles: readonly WindowProfile[]): RequestSummary | null {
  const outcomes = profiles.filter((profile): profile is OutcomeWindow => profile.kind === "outcomes");
  if (outcomes.length === 0) return null;
  const codes: Record<string, number> = {};
  for (const { counts } of outcomes)
    for (const [code, count] of Object.entries(counts)) codes[code] = (codes[code] ?? 0) + count;
  const sum = (counts: readonly [string, number][]) => counts.reduce((total, [, count]) => total + count, 0);
  const all = Object.entries(codes);
  return { requests: sum(all), failed: sum(all.filter(([code]) => isFailure(code))), codes };
}

/** How long whole requests took. */
export function summariseLatency(profiles: readonly WindowProfile[]): LatencySummary | null {
  const total = profiles.find(
    (profile): profile is LatencyWindow => profile.kind === "latency" && profile.name === "total",
  );
  if (total === undefined || total.count === 0) return null;
  const { count: requests, max: maxMs } = total;
  return { requests, p50Ms: latencyAt(total, 0.5), p99Ms: latencyAt(total, 0.99), maxMs };
}

/** All predictions first, then each slice by its name. */
export function summariseQuality(profiles: readonly WindowProfile[]): QualitySummary[] {
  return profiles
    .filter((profile): profile is QualityWindow => profile.kind === "quality")
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((profile) => ({
      slice: profile.name,
      predicted: profile.predicted,
      labelled: profile.labelled,
      measured: measureQuality(profile),
      estimated: estimateQuality(profile),
    }));
}
