import type { Estimate } from "../../core/metric.ts";
import { seededRandom } from "../../core/random.ts";
import { quantile } from "../../core/statistics/quantile.ts";
import { chooseRows } from "../../core/statistics/resample.ts";
import { bootstrapRows } from "./bootstrap.ts";
import type { Pace } from "./pace.ts";

export interface BootstrapMeanOptions {
  readonly samples: number;
  readonly seed: number;
  readonly pace: Pace;
  /** The share of samples outside the interval, both sides together. */
  readonly outside: number;
}

/** The mean of `values` with its percentile bootstrap interval; above 10,000 values as {@link bootstrapRows} says. */
export async function bootstrapMean(values: Float64Array, options: BootstrapMeanOptions): Promise<Estimate> {
  const { samples, seed, pace, outside } = options;
  const random = seededRandom(seed);
  const value = meanOf(values);
  const chosen =
    values.length > bootstrapRows
      ? Float64Array.from(chooseRows(values.length, bootstrapRows, random), (row) => values[row] ?? 0)
      : values;
  const centre = meanOf(chosen);
  const scale = Math.sqrt(chosen.length / values.length);
  const means = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    let sum = 0;
    for (let draw = 0; draw < chosen.length; draw++) sum += chosen[random.below(chosen.length)] ?? 0;
    means[sample] = value + (sum / chosen.length - centre) * scale;
    if (pace.due(chosen.length)) await pace.rest();
  }
  means.sort();
  return {
    value,
    low: Math.min(value, quantile(means, outside / 2)),
    high: Math.max(value, quantile(means, 1 - outside / 2)),
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
