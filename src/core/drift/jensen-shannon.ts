import { type Counts, sharesOf } from "./shares.ts";

/**
 * The Jensen-Shannon distance with logarithms to base 2 (Lin 1991; Endres and Schindelin 2003): the root of the mean of
 * both windows' divergences from their middle. 0 for equal shares, 1 where they have no bin in common; symmetric.
 */
export function jensenShannon(one: Counts, other: Counts): number {
  const [p, q] = [sharesOf(one), sharesOf(other)];
  let divergence = 0;
  for (let bin = 0; bin < p.length; bin++) {
    const [left, right] = [p[bin] ?? 0, q[bin] ?? 0];
    const middle = (left + right) / 2;
    divergence += relative(left, middle) + relative(right, middle);
  }
  return Math.sqrt(Math.min(1, Math.max(0, divergence / 2)));
}

function relative(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}
