import type { Estimate, Metric } from "../../core/metric.ts";
import { seededRandom } from "../../core/random.ts";
import { quantile } from "../../core/statistics/quantile.ts";
import { drawCounts } from "../../core/statistics/resample.ts";
import type { Measurable, Metrics } from "./measurable.ts";
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

/** Samples of one model's metrics: what each differs from the value on all that was drawn from, scaled to all rows. */
interface Drawn {
  readonly measured: Measurable;
  readonly values: Metrics;
  readonly deviations: ReadonlyMap<Metric, Float64Array>;
}

/**
 * Every defined metric with its 95% percentile bootstrap interval, shifted by the bootstrap's own bias (that of the
 * calibration error is large) and kept within the metric's range. Samples in which a metric is undefined are passed
 * over. Of many units, samples come from those that {@link chooseUnits} takes.
 */
export async function bootstrap(measured: Measurable, options: BootstrapOptions): Promise<Estimates> {
  return estimatesOf((await drawSamples([measured], options))[0]);
}

export interface Beside {
  readonly theirs: Estimates;
  /** Ours minus theirs, of metrics that both have. */
  readonly difference: Estimates;
}

/** Another model's metrics on the same rows, and how far ours are from them: both are measured on every sample. */
export async function bootstrapBeside(
  ours: Measurable,
  theirs: Measurable,
  options: BootstrapOptions,
): Promise<Beside> {
  const [our, their] = await drawSamples([ours, theirs], options);
  const metrics = [...(our?.deviations.keys() ?? [])].filter((metric) => their?.deviations.has(metric));
  const difference = metrics.map((metric) => {
    const theirDeviations = their?.deviations.get(metric);
    const deviations = our?.deviations
      .get(metric)
      ?.map((one, at) => one - (theirDeviations?.[at] ?? Number.NaN));
    const value = (our?.values[metric] ?? Number.NaN) - (their?.values[metric] ?? Number.NaN);
    return [metric, estimate(value, deviations ?? new Float64Array(), everything)] as const;
  });
  return { theirs: estimatesOf(their), difference: Object.fromEntries(difference) };
}

async function drawSamples(
  all: readonly [Measurable, ...Measurable[]],
  options: BootstrapOptions,
): Promise<Drawn[]> {
  const { samples, seed, pace, progress, units = rowUnits(all[0].rows) } = options;
  const random = seededRandom(seed);
  const { rows, codes, count, scale } = chooseUnits(units, random);
  const counts = new Uint32Array(count).fill(1);
  const sources = all.map((measured) => {
    const values = measured.values();
    const valuesOf = measured.resample({ rows, codes, count });
    const metrics = (Object.keys(values) as Metric[]).filter((metric) => Number.isFinite(values[metric]));
    const deviations = new Map(metrics.map((metric) => [metric, new Float64Array(samples)]));
    return { measured, values, valuesOf, centre: valuesOf(counts), deviations };
  });
  for (let sample = 0; sample < samples; sample++) {
    drawCounts(counts, random);
    for (const { valuesOf, centre, deviations } of sources) {
      const found = valuesOf(counts);
      for (const [metric, column] of deviations)
        column[sample] = ((found[metric] ?? Number.NaN) - (centre[metric] ?? Number.NaN)) * scale;
    }
    if (!pace.due(rows.length * 2 * sources.length)) continue;
    progress?.(sample + 1);
    await pace.rest();
  }
  return sources;
}

const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

function estimatesOf(drawn: Drawn | undefined): Estimates {
  const found = [...(drawn?.deviations ?? [])].map(([metric, deviations]) => {
    const range = drawn?.measured.rules[metric]?.range ?? everything;
    return [metric, estimate(drawn?.values[metric] ?? Number.NaN, deviations, range)];
  });
  return Object.fromEntries(found);
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
