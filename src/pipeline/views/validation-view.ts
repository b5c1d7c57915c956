/** Whether a run's model can be trusted: what validation measured, in the order in which it matters. */
import { AirworthyError } from "../../core/error.ts";
import { type Estimate, isMetric, type Metric, metricTable, type Task } from "../../core/metric.ts";
import { findRun, findVersion, type Store } from "../../io/store/index.ts";
import type {
  ChampionComparison,
  ClassReport,
  Curves,
  FigureBeside,
  GateResult,
  Importance,
  SliceReport,
} from "../../stages/5-validate/index.ts";
import { gateHolds } from "../../stages/5-validate/live.ts";
import type { RunResult } from "../run-result.ts";
import { openRunRecord, type RunHead } from "./run-head.ts";

export interface MeasuredMetric extends Estimate {
  readonly metric: Metric;
  readonly title: string;
  readonly better: "higher" | "lower";
  readonly unit: string;
  /** What models that look at less reach on the same rows. */
  readonly baselines: readonly { readonly name: string; readonly value: number }[];
  /** The champion's on the same rows; null where it was not measured. */
  readonly theirs: FigureBeside | null;
}

export interface HarmedSlice extends SliceReport {
  /**
   * Wrong answers beyond those that the rate of all rows would leave; of regression the rows times the rise of the RMSE.
   * Below 0 where the slice does better than the whole.
   */
  readonly harm: number;
  readonly theirs: FigureBeside | null;
}

export interface ViewedGate extends GateResult {
  readonly title: string;
  readonly unit: string;
  /** What the champion has: on the same rows, or as it was packaged where packaging measures it. */
  readonly theirs: {
    readonly value: number;
    readonly passed: boolean;
    readonly when: "same rows" | "packaged";
  } | null;
}

/** The points of {@link Curves}, by name. */
export interface NamedCurves {
  readonly roc: readonly { readonly falsePositiveRate: number; readonly truePositiveRate: number }[];
  readonly precisionRecall: readonly { readonly recall: number; readonly precision: number }[];
  readonly calibration: readonly {
    readonly probability: number;
    readonly share: number;
    readonly rows: number;
  }[];
}

export interface ValidationView {
  readonly run: RunHead;
  readonly task: Task;
  readonly rows: number;
  readonly metrics: readonly MeasuredMetric[];
  readonly gates: readonly ViewedGate[];
  readonly passed: boolean;
  readonly threshold: number | null;
  readonly temperature: number | null;
  /** The names of the confusion's rows (the truth) and columns (the answer). */
  readonly classes: readonly string[];
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassReport[];
  readonly curves: NamedCurves | null;
  /** The most harmed first. */
  readonly slices: readonly HarmedSlice[];
  /** What a slice's number is. */
  readonly sliceMetric: "accuracy" | "rmse";
  readonly importance: readonly Importance[];
  readonly champion: Omit<ChampionComparison, "beside"> | null;
  readonly warnings: readonly string[];
  readonly methods: readonly string[];
}

/** The validation of the run that `name` means; NOT_FOUND, also where the run did not come that far. */
export async function validationView(store: Store, name: string): Promise<ValidationView> {
  const { head, found, result } = await openRunRecord(store, name);
  if (result === null)
    throw new AirworthyError("NOT_FOUND", `Run '${head.id}' was not validated: it is ${head.status}.`);
  const { task } = found.definition.events.label;
  const { validation } = result;
  const { threshold, temperature, confusion, perClass, champion, warnings, methods } = validation;
  return {
    run: head,
    task,
    rows: result.split.validationRows,
    metrics: metricsOf(result),
    gates: viewedGates(result, await championResult(store, head.name, champion)),
    passed: result.status === "passed",
    threshold,
    temperature,
    classes: perClass.map(({ label }) => label),
    confusion,
    perClass,
    curves: validation.curves === null ? null : namedCurves(validation.curves),
    slices: harmedSlices(result, task),
    sliceMetric: task === "regression" ? "rmse" : "accuracy",
    importance: validation.importance,
    champion: champion === null ? null : withoutFigures(champion),
    warnings,
    methods,
  };
}

function metricsOf({ metrics, validation }: RunResult): MeasuredMetric[] {
  return Object.entries(metrics).flatMap(([name, estimate]) => {
    if (!isMetric(name) || estimate === undefined) return [];
    const { title, better, unit } = metricTable[name];
    const baselines = validation.baselines.flatMap((baseline) => {
      const value = baseline.metrics[name];
      return value === undefined ? [] : [{ name: baseline.name, value }];
    });
    const theirs = validation.champion?.beside?.metrics[name] ?? null;
    return [{ metric: name, title, better, unit, ...estimate, baselines, theirs }];
  });
}

function harmedSlices({ metrics, validation }: RunResult, task: Task): HarmedSlice[] {
  const [sign, whole] = task === "regression" ? [1, metrics.rmse?.value] : [-1, metrics.accuracy?.value];
  return validation.slices
    .map((slice) => ({
      ...slice,
      theirs: validation.champion?.beside?.slices[slice.name] ?? null,
      harm: whole === undefined ? 0 : sign * (slice.metric.value - whole) * slice.rows,
    }))
    .toSorted((one, other) => other.harm - one.harm);
}

function namedCurves({ roc, precisionRecall, calibration }: Curves): NamedCurves {
  return {
    roc: roc.map(([falsePositiveRate, truePositiveRate]) => ({ falsePositiveRate, truePositiveRate })),
    precisionRecall: precisionRecall.map(([recall, precision]) => ({ recall, precision })),
    calibration: calibration.map(([probability, share, rows]) => ({ probability, share, rows })),
  };
}

function withoutFigures({ beside: _, ...comparison }: ChampionComparison): ValidationView["champion"] {
  return comparison;
}

/** The document of the run that made the champion; null where there is none. */
async function championResult(
  store: Store,
  name: string,
  champion: ChampionComparison | null,
): Promise<RunResult | null> {
  if (champion === null) return null;
  const version = await findVersion(store, name, champion.version);
  return version === null ? null : ((await findRun(store, version.run)).result as RunResult | null);
}

function viewedGates({ gates, validation }: RunResult, champion: RunResult | null): ViewedGate[] {
  const measured = validation.champion?.beside?.gates ?? [];
  return gates.map((gate) => {
    const { title, unit, measuredBy } = metricTable[gate.metric];
    const isPackaged = measuredBy === "package";
    const { value = null } =
      (isPackaged ? champion?.gates : measured)?.find(({ metric }) => metric === gate.metric) ?? {};
    const when = isPackaged ? ("packaged" as const) : ("same rows" as const);
    const isOwn = gate.champion !== undefined; // its bound is the champion's own value
    const theirs = value === null || isOwn ? null : { value, passed: gateHolds(gate, value), when };
    return { ...gate, title, unit, theirs };
  });
}
