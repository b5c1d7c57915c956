import type { Estimate, Metric } from "../../core/metric.ts";
import { seededRandom } from "../../core/random.ts";
import { quantile } from "../../core/statistics/quantile.ts";
import { chooseRows, drawCounts } from "../../core/statistics/resample.ts";
import type { Measurable } from "./measurable.ts";
import type { Pace } from "./pace.ts";

/** Above this many rows the samples are drawn from this many of them. */
export const bootstrapRows = 10_000;

export interface BootstrapOptions {
  readonly samples: number;
  readonly seed: number;
  readonly pace: Pace;
  /** Called now and then with the samples done. */
  readonly progress?: (done: number) => void;
}

export type Estimates = Readonly<Partial<Record<Metric, Estimate>>>;

/**
 * Every defined metric with its 95% percentile bootstrap interval, shifted by the bootstrap's own bias (that of the
 * calibration error is large) and kept within the metric's range. Samples in which a metric is undefined are passed
 * over. Above {@link bootstrapRows} rows, samples come from a seeded choice of that many, and deviations are scaled by
 * √(chosen / rows): the m-out-of-n bootstrap of Bickel, Götze and van Zwet (1997).
 */
export async function bootstrap(measured: Measurable, options: BootstrapOptions): Promise<Estimates> {
  const { samples, seed, pace, progress } = options;
  const random = seededRandom(seed);
  const values = measured.values();
  const sampled =
    measured.rows > bootstrapRows
      ? measured.take(chooseRows(measured.rows, bootstrapRows, random))
      : measured;
  const centre = sampled.values();
  const scale = Math.sqrt(sampled.rows / measured.rows);
  const metrics = (Object.keys(values) as Metric[]).filter((metric) => Number.isFinite(values[metric]));
  const drawn = new Map(metrics.map((metric) => [metric, new Float64Array(samples)]));
  const counts = new Uint32Array(sampled.rows);
  for (let sample = 0; sample < samples; sample++) {
    drawCounts(counts, random);
    const found = sampled.values(counts);
    for (const [metric, column] of drawn)
      column[sample] = ((found[metric] ?? Number.NaN) - (centre[metric] ?? Number.NaN)) * scale;
    if (!pace.due(sampled.rows * 2)) continue;
    progress?.(sample + 1);
    await pace.rest();
  }
  const estimates = [...drawn].map(([metric, deviations]) => {
    const range = measured.rules[metric]?.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return [metric, estimate(values[metric] ?? Number.NaN, deviations, range)];
  });
  return Object.fromEntries(estimates);
}

function estimate(
  value: number,
  deviations: Float64Array,
  [least, greatest]: readonly [number, number],
): Estimate {
  const sorted = deviations.filter(Number.isFinite).sort();
  if (sorted.length === 0) return { value, low: least, high: greatest };
  const bias = sorted.reduce((sum, deviation) => sum + deviation, 0) / sorted.length;
  const low = value + Math.min(0, quantile(sorted, 0.025) - bias);
  const high = value + Math.max(0, quantile(sorted, 0.975) - bias);
  return { value, low: Math.max(least, low), high: Math.min(greatest, high) };
}
