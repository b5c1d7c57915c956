import type { Estimate, Metric } from "../../core/metric.ts";
import { seededRandom } from "../../core/random.ts";
import { quantile } from "../../core/statistics/quantile.ts";
import { drawCounts } from "../../core/statistics/resample.ts";
import type { Measurable } from "./measurable.ts";
import type { Pace } from "./pace.ts";
import { chooseUnits, rowUnits, type Units } from "./resampled-units.ts";

export interface BootstrapOptions {
  readonly samples: number;
  readonly seed: number;
  readonly pace: Pace;
  /** What is drawn with replacement; single rows unless told. */
  readonly units?: Units;
  /** Called now and then with the samples done. */
  readonly progress?: (done: number) => void;
}

export type Estimates = Readonly<Partial<Record<Metric, Estimate>>>;

/**
 * Every defined metric with its 95% percentile bootstrap interval, shifted by the bootstrap's own bias (that of the
 * calibration error is large) and kept within the metric's range. Samples in which a metric is undefined are passed
 * over. Of many units, samples come from those that {@link chooseUnits} takes.
 */
export async function bootstrap(measured: Measurable, options: BootstrapOptions): Promise<Estimates> {
  const { samples, seed, pace, progress, units = rowUnits(measured.rows) } = options;
  const random = seededRandom(seed);
  const values = measured.values();
  const { rows, codes, count, scale } = chooseUnits(units, random);
  const valuesOf = measured.resample({ rows, codes, count });
  const counts = new Uint32Array(count).fill(1);
  const centre = valuesOf(counts);
  const metrics = (Object.keys(values) as Metric[]).filter((metric) => Number.isFinite(values[metric]));
  const drawn = new Map(metrics.map((metric) => [metric, new Float64Array(samples)]));
  for (let sample = 0; sample < samples; sample++) {
    drawCounts(counts, random);
    const found = valuesOf(counts);
    for (const [metric, column] of drawn)
      column[sample] = ((found[metric] ?? Number.NaN) - (centre[metric] ?? Number.NaN)) * scale;
    if (!pace.due(rows.length * 2)) continue;
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
