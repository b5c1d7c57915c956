import { gammaTail } from "./gamma-tail.ts";
import { logGamma } from "./log-gamma.ts";

/** A part of a whole: `count` of `total` rows. */
export interface CountedShare {
  readonly count: number;
  readonly total: number;
}

/** Where a cell of the table is expected to hold fewer rows, the exact test stands for the normal one. */
const leastExpected = 10;

/**
 * The chance of a difference of two shares at least as great where there is none: the two-proportion z-test with the
 * pooled share, and Fisher's exact test (its smaller tail, doubled) where a cell expects fewer than 10 rows.
 */
export function twoSharesTest(one: CountedShare, other: CountedShare): number {
  const total = one.total + other.total;
  const count = one.count + other.count;
  if (one.total === 0 || other.total === 0 || count === 0 || count === total) return 1;
  const expected = (Math.min(one.total, other.total) * Math.min(count, total - count)) / total;
  if (expected < leastExpected) return fisher(one, other);
  const pooled = count / total;
  const variance = pooled * (1 - pooled) * (1 / one.total + 1 / other.total);
  const z2 = (one.count / one.total - other.count / other.total) ** 2 / variance;
  return gammaTail(0.5, z2 / 2);
}

function fisher(one: CountedShare, other: CountedShare): number {
  const count = one.count + other.count;
  const chance = (hits: number) =>
    Math.exp(
      logChoose(one.total, hits) +
        logChoose(other.total, count - hits) -
        logChoose(one.total + other.total, count),
    );
  const [low, high] = [Math.max(0, count - other.total), Math.min(count, one.total)];
  const upward = tail(chance, { from: one.count, to: high, step: 1 });
  const downward = tail(chance, { from: one.count, to: low, step: -1 });
  return Math.min(1, 2 * Math.min(upward, downward));
}

/** The sum from a cell outwards, until it adds nothing more. */
function tail(
  chance: (hits: number) => number,
  { from, to, step }: { readonly from: number; readonly to: number; readonly step: 1 | -1 },
): number {
  let sum = 0;
  let before = 0;
  for (let hits = from; step === 1 ? hits <= to : hits >= to; hits += step) {
    const term = chance(hits);
    sum += term;
    if (term < before && term < sum * 1e-17) break;
    before = term;
  }
  return Math.min(1, sum);
}

function logChoose(total: number, chosen: number): number {
  return logGamma(total + 1) - logGamma(chosen + 1) - logGamma(total - chosen + 1);
}
