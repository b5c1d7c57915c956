import { gammaTail } from "../statistics/gamma-tail.ts";
import { logGamma } from "../statistics/log-gamma.ts";
import type { Spread } from "./spread.ts";

/**
 * The chance of a distance of at least `distance` where nothing drifts: that of the Nakagami distribution (the length of
 * a normal vector, 1960) with this mean and σ. Where all windows would be equal: 0 for what differs, else 1.
 */
export function tailChance(distance: number, { mean, deviation }: Spread): number {
  if (!(mean > 0)) return distance > 0 ? 0 : 1;
  const square = mean ** 2 + deviation ** 2;
  const shape = shapeOf(mean ** 2 / square);
  return gammaTail(shape, (shape * distance ** 2) / square);
}

/** The shape at which the squared mean is this part of the mean square. */
function shapeOf(part: number): number {
  if (1 - part < 1e-5) return 1 / (4 * Math.max(1 - part, 1e-9));
  let [low, high] = [Math.log(1e-3), Math.log(1e6)];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (partOf(Math.exp(middle)) < part) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

function partOf(shape: number): number {
  return Math.exp(2 * (logGamma(shape + 0.5) - logGamma(shape))) / shape;
}
