import type { Estimate } from "../../core/metric.ts";
import { seededRandom } from "../../core/random.ts";
import { meanInterval } from "../../core/statistics/interval.ts";
import { quantile } from "../../core/statistics/quantile.ts";
import { chooseRows } from "../../core/statistics/resample.ts";
import type { Pace } from "./pace.ts";
import { bootstrapRows, leastEntities } from "./resampled-units.ts";

export interface BootstrapMeanOptions {
  readonly samples: number;
  readonly seed: number;
  readonly pace: Pace;
  /** The share of samples outside the interval, both sides together. */
  readonly outside: number;
  /** The unit of each value: values of one unit are drawn together. */
  readonly codes: ArrayLike<number>;
}

interface UnitSums {
  readonly sums: ArrayLike<number>;
  readonly sizes: ArrayLike<number>;
}

/**
 * The mean of `values` with its percentile bootstrap interval over units, or over single values where the units are
 * fewer than {@link leastEntities}. Of more than 10,000 units as many are chosen, and deviations are scaled to all.
 */
export async function bootstrapMean(values: Float64Array, options: BootstrapMeanOptions): Promise<Estimate> {
  const { samples, seed, pace, outside, codes } = options;
  if (samples === 0 || values.length === 0) return meanInterval(values);
  const random = seededRandom(seed);
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  const all = sumByUnit(values, codes);
  const chosen = chooseRows(all.sums.length, bootstrapRows, random);
  const sums = Float64Array.from(chosen, (unit) => all.sums[unit] ?? 0);
  const sizes = Float64Array.from(chosen, (unit) => all.sizes[unit] ?? 0);
  const centre = total(sums) / total(sizes);
  const scale = Math.sqrt(sums.length / all.sums.length);
  const means = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    let sum = 0;
    let rows = 0;
    for (let draw = 0; draw < sums.length; draw++) {
      const unit = random.below(sums.length);
      sum += sums[unit] ?? 0;
      rows += sizes[unit] ?? 0;
    }
    means[sample] = value + (sum / rows - centre) * scale;
    if (pace.due(sums.length)) await pace.rest();
  }
  means.sort();
  return {
    value,
    low: Math.min(value, quantile(means, outside / 2)),
    high: Math.max(value, quantile(means, 1 - outside / 2)),
  };
}

function sumByUnit(values: Float64Array, codes: ArrayLike<number>): UnitSums {
  const places = new Map<number, number>();
  const sums: number[] = [];
  const sizes: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const code = codes[row] ?? 0;
    const place = places.get(code) ?? places.size;
    places.set(code, place);
    sums[place] = (sums[place] ?? 0) + (values[row] ?? 0);
    sizes[place] = (sizes[place] ?? 0) + 1;
  }
  if (places.size >= leastEntities) return { sums, sizes };
  return { sums: values, sizes: new Float64Array(values.length).fill(1) };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
