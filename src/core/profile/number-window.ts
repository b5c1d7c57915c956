import { addCounts } from "./add-counts.ts";
import { type Moments, mergeMoments } from "./moments.ts";
import { mergeSketches, type Sketch } from "./sketch.ts";
import type { ValueWindow } from "./value-window.ts";

/** Numbers of a window, on the bins of the reference profile. */
export interface NumberWindow extends ValueWindow {
  readonly kind: "number";
  /** One for each bin of the reference. */
  readonly counts: readonly number[];
  /** Outside of its bins; all of them are above where the reference has no value. */
  readonly below: number;
  readonly above: number;
  /** Null where no row has a value. */
  readonly min: number | null;
  readonly max: number | null;
  readonly moments: Moments;
  readonly sketch: Sketch;
}

export function mergeNumbers(one: NumberWindow, other: NumberWindow): NumberWindow {
  return {
    ...one,
    rows: one.rows + other.rows,
    missing: one.missing + other.missing,
    counts: addCounts(one.counts, other.counts),
    below: one.below + other.below,
    above: one.above + other.above,
    min: chosen(Math.min, one.min, other.min),
    max: chosen(Math.max, one.max, other.max),
    moments: mergeMoments(one.moments, other.moments),
    sketch: mergeSketches(one.sketch, other.sketch),
  };
}

function chosen(choose: (a: number, b: number) => number, one: number | null, other: number | null) {
  return one === null || other === null ? (one ?? other) : choose(one, other);
}
