import { type Counts, totalOf } from "./shares.ts";

/**
 * The Jensen-Shannon distance with logarithms to base 2 (Lin 1991; Endres and Schindelin 2003): the root of the mean of
 * both windows' divergences from their middle. 0 for equal shares, 1 where they have no bin in common; symmetric. Asked for
 * hundreds of drawn windows of each feature, it makes no list.
 */
export function jensenShannon(one: Counts, other: Counts): number {
  const [all, others] = [totalOf(one), totalOf(other)];
  let divergence = 0;
  for (let bin = 0; bin < one.length; bin++) {
    const left = (one[bin] ?? 0) / all;
    const right = (other[bin] ?? 0) / others;
    const middle = (left + right) / 2;
    divergence += relative(left, middle) + relative(right, middle);
  }
  return Math.sqrt(Math.min(1, Math.max(0, divergence / 2)));
}

function relative(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}
