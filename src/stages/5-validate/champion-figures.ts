/** What the champion reaches on the rows that a new model is measured on, figure by figure, and how far the new one is from it. */
import type { Definition, Gate } from "../../core/definition/index.ts";
import { type Estimate, type Metric, metricTable } from "../../core/metric.ts";
import { bootstrapBeside } from "./bootstrap.ts";
import { bootstrapMean } from "./bootstrap-mean.ts";
import { gateHolds } from "./gate-holds.ts";
import { measurable } from "./measurable.ts";
import type { Pace } from "./pace.ts";
import type { Units } from "./resampled-units.ts";
import { type RowLosses, rowLosses } from "./row-losses.ts";
import type { Scores } from "./score.ts";
import { sliceMetric } from "./slice-report.ts";

export interface FigureBeside extends Estimate {
  /** The new model's minus the champion's, both on every sample of a paired bootstrap: 95%. */
  readonly difference: Estimate;
}

export interface ChampionFigures {
  /** Its own, by which it answers; null where it needs none. */
  readonly threshold: number | null;
  readonly metrics: Readonly<Partial<Record<Metric, FigureBeside>>>;
  /** The slices of the report, by name: accuracy, or RMSE for regression. */
  readonly slices: Readonly<Record<string, FigureBeside>>;
  /** The gates that validation measures, as the champion would stand before them. */
  readonly gates: readonly (Gate & { readonly value: number | null; readonly passed: boolean })[];
}

export interface ChampionFiguresInput {
  readonly definition: Definition;
  readonly scores: Scores;
  readonly threshold: number | null;
  readonly losses: RowLosses;
  readonly theirs: { readonly scores: Scores; readonly threshold: number | null };
  /** Places of the report's slices. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>;
  readonly units: Units;
}

/** Decides where a binary model has no threshold of its own. */
const middle = 0.5;

export async function championFigures(input: ChampionFiguresInput, pace: Pace): Promise<ChampionFigures> {
  const { definition, scores, threshold, theirs, units } = input;
  const { bootstrapSamples: samples } = definition.validation;
  const { seed } = definition;
  const beside = await bootstrapBeside(
    measurable(scores, threshold ?? middle),
    measurable(theirs.scores, theirs.threshold ?? middle),
    { samples, seed, pace, units },
  );
  const metrics = Object.entries(beside.theirs).flatMap(([name, estimate]) => {
    const difference = beside.difference[name as Metric];
    return difference === undefined ? [] : [[name, { ...estimate, difference }] as const];
  });
  return {
    threshold: theirs.threshold,
    metrics: Object.fromEntries(metrics),
    slices: await sliceFigures(input, pace),
    gates: definition.gates.bounds
      .filter(({ metric }) => metricTable[metric].measuredBy === "validate")
      .map((gate) => {
        const value = beside.theirs[gate.metric]?.value ?? null;
        return { ...gate, value, passed: value !== null && gateHolds(gate, value) };
      }),
  };
}

async function sliceFigures(
  { definition, losses, theirs, rowsOf, units }: ChampionFiguresInput,
  pace: Pace,
): Promise<Record<string, FigureBeside>> {
  const { seed } = definition;
  const options = { samples: definition.validation.bootstrapSamples, seed, pace };
  const theirLosses = rowLosses(theirs.scores, theirs.threshold ?? middle);
  const { task } = theirs.scores;
  const found: Record<string, FigureBeside> = {};
  for (const [name, rows] of rowsOf) {
    if (rows.length === 0) continue;
    const their = await sliceMetric(theirLosses, rows, { ...options, task, codes: units.codes });
    const mean = await bootstrapMean(differences(losses, theirLosses, { rows, task }), {
      ...options,
      outside: 0.05,
      codes: rows.map((row) => units.codes[row] ?? 0),
    });
    found[name] = { ...their, difference: task === "regression" ? ofRoots(mean, their.value) : mean };
  }
  return found;
}

interface DifferencesOptions {
  readonly rows: readonly number[];
  readonly task: Scores["task"];
}

/** Of each row: 1 where we alone are right, −1 where they are; of regression the squared errors' difference. */
function differences(ours: RowLosses, theirs: RowLosses, { rows, task }: DifferencesOptions): Float64Array {
  const [our, their] = task === "regression" ? [ours.losses, theirs.losses] : [theirs.wrong, ours.wrong];
  return Float64Array.from(rows, (row) => (our[row] ?? 0) - (their[row] ?? 0));
}

/** The difference of two means of squares as that of their roots: a² − b² = (a − b)(a + b), the sum taken as it is. */
function ofRoots({ value, low, high }: Estimate, their: number): Estimate {
  const sum = their + Math.sqrt(Math.max(0, their ** 2 + value));
  if (sum === 0) return { value: 0, low: 0, high: 0 };
  return { value: value / sum, low: low / sum, high: high / sum };
}
