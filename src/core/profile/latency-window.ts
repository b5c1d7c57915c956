import { mergeSketches, quantileOf, type Sketch } from "./sketch.ts";

/** total is of a request; the others are of a batch of rows, queue for the one that waited longest. */
export const latencyPhases = ["total", "queue", "features", "compute", "log"] as const;
export type LatencyPhase = (typeof latencyPhases)[number];

/** How long answers took, in milliseconds. */
export interface LatencyWindow {
  readonly kind: "latency";
  readonly name: LatencyPhase;
  readonly count: number;
  readonly max: number;
  readonly sketch: Sketch;
}

/** The latency that `share` of them do not exceed: as the sketch says it, and never beyond the longest that was measured. */
export function latencyAt({ max, sketch }: Pick<LatencyWindow, "max" | "sketch">, share: number): number {
  return Math.min(max, quantileOf(sketch, Math.max(0, share)) ?? max);
}

export function mergeLatencies(one: LatencyWindow, other: LatencyWindow): LatencyWindow {
  return {
    ...one,
    count: one.count + other.count,
    max: Math.max(one.max, other.max),
    sketch: mergeSketches(one.sketch, other.sketch),
  };
}
