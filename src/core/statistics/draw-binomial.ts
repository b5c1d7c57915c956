import type { Random } from "../random.ts";

/** From so many expected successes on, the normal distribution stands for the binomial. */
const normalFrom = 30;

/** How many of `trials` succeed, each with the chance `share`: by inversion, above 30 expected by the normal distribution. */
export function drawBinomial(trials: number, share: number, random: Random): number {
  if (!(share > 0) || trials <= 0) return 0;
  if (share >= 1) return trials;
  if (share > 0.5) return trials - drawBinomial(trials, 1 - share, random);
  const mean = trials * share;
  if (mean < normalFrom) return invert(trials, share, random.next());
  const drawn = Math.round(mean + Math.sqrt(mean * (1 - share)) * random.normal());
  return Math.min(trials, Math.max(0, drawn));
}

function invert(trials: number, share: number, level: number): number {
  const odds = share / (1 - share);
  let chance = Math.exp(trials * Math.log1p(-share));
  let below = chance;
  let count = 0;
  while (below <= level && count < trials) {
    chance *= (odds * (trials - count)) / (count + 1);
    count += 1;
    below += chance;
  }
  return count;
}
