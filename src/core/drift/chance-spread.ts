/**
 * How far from the baseline chance alone moves a window of so many rows. Hundreds of windows are drawn for it, and always the same
 * ones: what was drawn is kept for whoever asks the same again, and can be handed to another process.
 */
import { seededRandom } from "../random.ts";
import type { DriftMeasure, Reference } from "./drift-measure.ts";
import { sampledSpread } from "./sampled-spread.ts";
import type { Spread } from "./spread.ts";

/** Of how spreads are drawn; to be raised whenever the same question gets another answer. */
export const spreadMethod = 1;

/** Of all that a spread is drawn from. */
export type KeptSpread = readonly [key: string, spread: Spread];

const mostKept = 4_096;
/** Those that were asked for last come last. */
const kept = new Map<string, Spread>();
let drawn = 0;

export function chanceSpread(reference: Reference, measure: DriftMeasure, rows: number): Spread {
  const { counts, isOrdered, places } = reference;
  // All that a measure reads of a reference, and the rows as they are drawn.
  const key = JSON.stringify([
    measure,
    Math.round(rows),
    counts,
    isOrdered,
    measure === "wasserstein" && places,
  ]);
  const found = kept.get(key);
  if (found === undefined) drawn += 1;
  const spread = found ?? sampledSpread(reference, { measure, rows, random: seededRandom(1) });
  keepSpreads([[key, spread]]);
  return spread;
}

/** What is kept, and how many spreads were drawn so far. */
export function keptSpreads(): { readonly spreads: readonly KeptSpread[]; readonly drawn: number } {
  return { spreads: [...kept], drawn };
}

/** Keeps what another process has drawn by the same method. */
export function keepSpreads(spreads: Iterable<KeptSpread>): void {
  for (const [key, spread] of spreads) {
    kept.delete(key);
    kept.set(key, spread);
  }
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
}
