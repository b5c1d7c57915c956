/**
 * How far a window is from the baseline where nothing has drifted. Two causes add up at right angles: chance, which is
 * the greater the fewer rows there are, and the true changes from one window to the next that the baseline's own windows
 * show. Their distances hold both: what chance explains at their count is taken out, what it explains at the live
 * window's count is put in. A window as long as several of them sees several changes, which even out as chance does.
 */
import { chanceSpread } from "./chance-spread.ts";
import { type DriftMeasure, distanceBetween, type Reference } from "./drift-measure.ts";
import { asLength } from "./sampled-spread.ts";
import { totalOf } from "./shares.ts";
import { type Spread, spreadOf, together, without } from "./spread.ts";

/** With fewer windows nothing is learned from them. */
export const leastWindows = 10;

/** Standard errors by which mean and σ of so few windows are taken to be too small. */
const caution = 2;

export interface NoDriftOptions {
  readonly measure: DriftMeasure;
  /** Rows of the live window. */
  readonly rows: number;
  /** Whether the changes among the reference windows are allowed for; chance alone where not. */
  readonly learned: boolean;
}

/** The spread of the distance (of its root, for a squared measure) of windows of `rows` rows without drift. */
export function noDriftSpread(reference: Reference, options: NoDriftOptions): Spread {
  const { measure, rows, learned } = options;
  const total = totalOf(reference.counts);
  // The baseline is a sample too: the difference of the two varies as a window of this many rows would, drawn from it.
  const chance = chanceSpread(reference, measure, (rows * total) / (rows + total));
  return learned ? together(chance, naturalSpread(reference, measure, rows)) : chance;
}

/** The part of the reference windows' spread that chance does not explain, for a live window of `rows` rows. */
function naturalSpread(reference: Reference, measure: DriftMeasure, rows: number): Spread {
  const windows = reference.windows.filter((window) => totalOf(window) > 0);
  if (windows.length < leastWindows) return { mean: 0, deviation: 0 };
  const lengths = windows.map((window) =>
    asLength(measure, distanceBetween(measure, reference, window) ?? 0),
  );
  const inverse = windows.reduce((sum, window) => sum + 1 / totalOf(window), 0) / windows.length;
  // A window that is part of the baseline is nearer to it than one from outside.
  const rowsApart = 1 / Math.max(inverse - 1 / totalOf(reference.counts), 1e-12);
  const chance = chanceSpread(reference, measure, rowsApart);
  const { mean, deviation } = without(carefully(spreadOf(lengths), chance, windows.length), chance);
  // Changes spread at least as chance does, which has many directions: few windows may happen to be equally far away.
  const least = chance.mean > 0 ? (mean * chance.deviation) / chance.mean : 0;
  // Of changes, too, the baseline is a sample that holds the window: as many as it has windows.
  const share = 1 / windows.length;
  const evened = Math.sqrt((1 / Math.max(1, rows * inverse) + share) / (1 - share));
  return { mean: mean * evened, deviation: Math.max(deviation, least) * evened };
}

/** The greatest mean and σ that so many windows would let one believe. */
function carefully({ mean, deviation }: Spread, chance: Spread, windows: number): Spread {
  const error = Math.max(deviation, chance.deviation) / Math.sqrt(windows);
  return { mean: mean + caution * error, deviation: deviation * (1 + caution / Math.sqrt(2 * windows)) };
}
