/** The sentences of a report: what happened, what weakens the numbers, how they were made. */
import type { Definition } from "../../core/definition/index.ts";
import { countOf, formatCount, formatSignificant } from "../../core/format.ts";
import { type Metric, metricTable } from "../../core/metric.ts";
import { calibrationBinCount } from "../../core/statistics/binary-tally.ts";
import type { Estimates } from "./bootstrap.ts";
import { type Calibration, mostCalibrationRows } from "./calibrate.ts";
import type { Compared } from "./compare-champion.ts";
import type { GateResult } from "./judge-gates.ts";
import { type Measurable, mostRows } from "./measurable.ts";
import { drawnUnits, leastEntities, type Units } from "./resampled-units.ts";
import type { Scores } from "./score.ts";

export interface DescribeInput {
  readonly definition: Definition;
  readonly scores: Scores;
  readonly units: Units;
  readonly metrics: Estimates;
  readonly measured: Measurable;
  readonly gates: readonly GateResult[];
  readonly calibration: Calibration | null;
  /** Rows whose label the model does not know. */
  readonly unknown: number;
  readonly compared: Compared | null;
  /** The champion's version, compared or not. */
  readonly champion: number | null;
  readonly warnings: readonly string[];
  readonly methods: readonly string[];
}

export interface Description {
  readonly note: string;
  readonly warnings: readonly string[];
  readonly methods: readonly string[];
}

/** Below this many rows a 95% interval says little. */
const fewRows = 100;

export function describe(input: DescribeInput): Description {
  return {
    note: noteOf(input),
    warnings: [...warningsOf(input), ...input.warnings],
    methods: methodsOf(input),
  };
}

const headlines = { binary: "accuracy", multiclass: "accuracy", regression: "rmse" } as const;

function noteOf({ scores, metrics, gates, calibration }: DescribeInput): string {
  const metric = headlines[scores.task];
  const { value = Number.NaN, low = Number.NaN, high = Number.NaN } = metrics[metric] ?? {};
  const scale = metricTable[metric].unit === "share" ? 100 : 1;
  const unit = scale === 100 ? "%" : "";
  const [shown, from, to] = [value, low, high].map((number) => `${formatSignificant(number * scale)}${unit}`);
  const passed = gates.filter((gate) => gate.passed).length;
  const judged = gates.length === 0 ? "no gates" : `${passed} of ${countOf(gates.length, "gate")} passed`;
  const temperature = calibration?.temperature ?? 1;
  const tempered = temperature === 1 ? "" : `, calibrated with temperature ${formatSignificant(temperature)}`;
  return `${metricTable[metric].title} ${shown} (${from} to ${to}) on ${countOf(scores.rows, "row")}, ${judged}${tempered}`;
}

function warningsOf(input: DescribeInput): string[] {
  const { definition, scores, metrics, measured, calibration, unknown, compared, champion } = input;
  const undefinedMetrics = (Object.keys(measured.rules) as Metric[]).filter(
    (metric) => metrics[metric] === undefined,
  );
  const kind = definition.validation.threshold.kind;
  return [
    ...(scores.rows < fewRows
      ? [`There are only ${countOf(scores.rows, "validation row")}: the intervals say little.`]
      : []),
    ...undefinedMetrics.map(
      (metric) => `${metricTable[metric].title} is undefined: ${measured.rules[metric]?.undefinedWhere}.`,
    ),
    ...(unknown > 0
      ? [`${countOf(unknown, "validation row")} of a class that training never saw, counted as wrong.`]
      : []),
    ...((calibration?.temperature ?? 1) === 1
      ? []
      : [
          "The temperature was fitted on the validation rows that measure it, so that log loss, Brier score and calibration error are slightly optimistic.",
        ]),
    ...(scores.task !== "binary" || kind === "fixed"
      ? []
      : [
          "The threshold was chosen on the validation rows that measure it, so that what depends on it is slightly optimistic.",
        ]),
    ...(champion !== null && compared === null
      ? [`The champion version ${champion} answers another kind of label and was not compared.`]
      : []),
  ];
}

function methodsOf({ definition, scores, units, calibration, compared, methods }: DescribeInput): string[] {
  const samples = `${formatCount(definition.validation.bootstrapSamples)} samples, seed ${definition.seed}`;
  const drawn = drawnUnits(units);
  const thinned =
    drawn < units.count
      ? `, drawn from ${formatCount(drawn)} of ${formatCount(units.count)} units, their deviations scaled to all`
      : "";
  const bins = `Calibration error is the expected calibration error over ${calibrationBinCount} equal-count bins${scores.task === "multiclass" ? " of the most probable class" : ""}.`;
  const fitted =
    scores.rows > mostCalibrationRows
      ? [`The temperature was fitted on ${formatCount(mostCalibrationRows)} of the rows.`]
      : [];
  return [
    `Intervals hold 95% of a bootstrap (${samples}${thinned}) that resamples ${units.method}; those of metrics are shifted by its bias.`,
    ...(scores.rows > mostRows && scores.task !== "binary"
      ? [
          `Where entities have more than ${formatCount(mostRows)} rows together, at most that many of them are resampled: intervals are too wide rather than too narrow.`,
        ]
      : []),
    `Of slices with fewer than ${leastEntities} entities single rows are resampled${scores.task === "regression" ? "" : "; where all rows of a slice are right, or all wrong, the interval is Wilson's"}.`,
    ...(scores.task === "regression" ? [] : [bins, "Log loss counts no probability below 2⁻²³."]),
    ...(scores.task === "binary" ? ["PR AUC is average precision."] : []),
    ...(scores.task === "multiclass"
      ? [
          "Macro averages run over the classes that occur in the truth or the answers; a ratio without a denominator counts as 0.",
        ]
      : []),
    ...(calibration === null ? [] : [calibration.note, ...fitted]),
    ...methods,
    ...(compared === null
      ? []
      : [
          "The champion is compared by a paired bootstrap of the loss on the same rows; slices share the 5% of false verdicts.",
        ]),
  ];
}
