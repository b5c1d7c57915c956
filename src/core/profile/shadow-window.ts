import { mergeSketches, type Sketch } from "./sketch.ts";

/** How long answers took in one version, in milliseconds. */
export interface Timing {
  readonly count: number;
  readonly max: number;
  readonly sketch: Sketch;
}

/** What a challenger would have answered where the champion did. It lies with the windows of the challenger. */
export interface ShadowWindow {
  readonly kind: "shadow";
  /** The rollout's id. */
  readonly name: string;
  /** Answers that were compared, and those of them that are the same. */
  readonly rows: number;
  readonly agreed: number;
  /** Answers of the champion that nobody had the time to compare. */
  readonly dropped: number;
  /** Rows that the challenger could not answer, by code. */
  readonly failed: Readonly<Record<string, number>>;
  /**
   * Of the answers compared: the probability of true, of the class answered, or the value; and the challenger's less
   * the champion's.
   */
  readonly scores: Sketch;
  readonly championScores: Sketch;
  readonly differences: Sketch;
  /** From a row's past to the model's output, of each answer compared: what its batch took. */
  readonly latency: Timing;
  readonly championLatency: Timing;
}

export function mergeShadows(one: ShadowWindow, other: ShadowWindow): ShadowWindow {
  const failed = { ...one.failed };
  for (const [code, count] of Object.entries(other.failed)) failed[code] = (failed[code] ?? 0) + count;
  return {
    ...one,
    rows: one.rows + other.rows,
    agreed: one.agreed + other.agreed,
    dropped: one.dropped + other.dropped,
    failed,
    scores: mergeSketches(one.scores, other.scores),
    championScores: mergeSketches(one.championScores, other.championScores),
    differences: mergeSketches(one.differences, other.differences),
    latency: mergeTimings(one.latency, other.latency),
    championLatency: mergeTimings(one.championLatency, other.championLatency),
  };
}

function mergeTimings(one: Timing, other: Timing): Timing {
  return {
    count: one.count + other.count,
    max: Math.max(one.max, other.max),
    sketch: mergeSketches(one.sketch, other.sketch),
  };
}
