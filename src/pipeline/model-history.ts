/** How a version fared through a span of time, in as many parts as a chart can show: merged from what is kept, per part. */
import {
  type LatencyPhase,
  type LatencyWindow,
  latencyAt,
  type WindowProfile,
} from "../core/profile/index.ts";
import { rollUpState, type Store } from "../io/store/index.ts";
import {
  type QualitySummary,
  type RequestSummary,
  readWindows,
  summariseQuality,
  summariseRequests,
} from "../stages/8-monitor/live.ts";

export interface ModelHistoryInput {
  /** With the profiles. */
  readonly log: Store;
  readonly model: string;
  readonly version: number;
  /** Epoch milliseconds; widened to whole parts. */
  readonly from: number;
  readonly to: number;
  /** A slice of the definition; "" for all rows. */
  readonly slice: string;
}

export interface PhaseLatency {
  readonly phase: LatencyPhase;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface HistoryPart {
  readonly from: number;
  readonly to: number;
  /** Null where nothing was predicted, as far as it is known. */
  readonly quality: QualitySummary | null;
  /** Null where no server told of a request. */
  readonly requests: RequestSummary | null;
  readonly latency: readonly PhaseLatency[];
}

export interface ModelHistory {
  readonly partMs: number;
  /** The log is counted up to there; null where it never was. What is later is not known yet. */
  readonly countedTo: number | null;
  readonly parts: readonly HistoryPart[];
  /** Those that were seen in any part, by their names; "" for all rows. */
  readonly slices: readonly string[];
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
/** Lengths of parts; from an hour on they are whole windows that are kept merged. */
const lengths = [1, 5, 15]
  .map((minutes) => minutes * minuteMs)
  .concat(hourMs, 3 * hourMs, 6 * hourMs, dayMs, 7 * dayMs, 28 * dayMs);
const mostParts = 96;

/** The parts of [from, to), at most 98. */
export async function modelHistory(input: ModelHistoryInput): Promise<ModelHistory> {
  const { log, model, version, from, to, slice } = input;
  const partMs = lengths.find((length) => (to - from) / length <= mostParts) ?? 28 * dayMs;
  const { rolledTo } = await rollUpState(log);
  const first = Math.floor(from / partMs);
  const spans = Array.from({ length: Math.ceil(to / partMs) - first }, (_, at) => {
    return { from: (first + at) * partMs, to: (first + at + 1) * partMs };
  });
  const kinds = ["quality", "outcomes", "latency"] as const;
  const found = await readWindows(log, { model, version, spans }, { kinds });
  const parts = spans.map((span, at): HistoryPart => {
    const profiles = found[at] ?? [];
    const [quality = null] = summariseQuality(profiles.filter(({ name }) => name === slice));
    return { ...span, quality, requests: summariseRequests(profiles), latency: phasesOf(profiles) };
  });
  const slices = found.flat().flatMap(({ kind, name }) => (kind === "quality" ? [name] : []));
  const countedTo = rolledTo === 0 ? null : rolledTo;
  return { partMs, countedTo, parts, slices: [...new Set(slices)].sort() };
}

function phasesOf(profiles: readonly WindowProfile[]): PhaseLatency[] {
  return profiles
    .filter((profile): profile is LatencyWindow => profile.kind === "latency" && profile.count > 0)
    .map((window) => {
      const { name: phase, count, max: maxMs } = window;
      const at = (share: number) => latencyAt(window, share);
      return { phase, count, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs };
    });
}
