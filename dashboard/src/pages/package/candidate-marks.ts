import type { PackageCandidate, PackageView } from "../../api/schema.gen.ts";
import { valueAxis } from "../../parts/chart/number-ticks.ts";

interface CandidateMark {
  readonly kind: PackageCandidate["kind"];
  readonly label: string;
  /** Of one row, p50, in milliseconds. */
  readonly latency: number;
  readonly quality: number;
  readonly bytes: number;
}

/** A mark for every candidate whose quality was measured; the one that ships is ticked. */
export function candidateMarks({ candidates, shipped }: PackageView): CandidateMark[] {
  return candidates.flatMap(({ kind, p50Us, quality, bytes }) =>
    quality === null
      ? []
      : [{ kind, label: kind === shipped ? `✓ ${kind}` : kind, latency: p50Us / 1_000, quality, bytes }],
  );
}

/** Axes of round numbers with room around the marks. */
export function candidateAxes(marks: readonly CandidateMark[]) {
  const [least, most] = spanAround(
    marks.map(({ latency }) => latency),
    0.01,
  );
  const qualities = spanAround(
    marks.map(({ quality }) => quality),
    0.0005,
  );
  return { latencies: valueAxis([Math.max(0, least), most]), qualities: valueAxis(qualities) };
}

/** From below the least of `values` to above the greatest, with room of at least `least` on each side. */
function spanAround(values: readonly number[], least: number): [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high - low) * 0.35, least);
  return [low - room, high + room];
}
