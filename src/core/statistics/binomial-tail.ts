import { logGamma } from "./log-gamma.ts";

/**
 * The chance that at least `hits` of `trials` succeed where each does with the chance `share`. It is also a bound where
 * the chances differ and `share` is their mean, as far as `hits` lies above what is expected (Hoeffding 1956).
 */
export function binomialTail(hits: number, trials: number, share: number): number {
  if (hits <= 0) return 1;
  if (hits > trials || share <= 0) return 0;
  if (share >= 1) return 1;
  if (hits <= trials * share) return 1 - sum(hits - 1, -1, { trials, share });
  return sum(hits, 1, { trials, share });
}

/** From a count outwards, until it adds nothing more: the chances fall from there on. */
function sum(
  from: number,
  step: 1 | -1,
  { trials, share }: { readonly trials: number; readonly share: number },
): number {
  const [one, other] = [Math.log(share), Math.log1p(-share)];
  let total = 0;
  for (let hits = from; hits >= 0 && hits <= trials; hits += step) {
    const ways = logGamma(trials + 1) - logGamma(hits + 1) - logGamma(trials - hits + 1);
    const term = Math.exp(ways + hits * one + (trials - hits) * other);
    total += term;
    if (term < total * 1e-17) break;
  }
  return Math.min(1, total);
}
