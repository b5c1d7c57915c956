/** What each metric is, in terms of its task's tally, and which rows stand behind a bad one. A new metric is a row here. */
import { countOf, formatCount, formatSignificant } from "../../core/format.ts";
import type { Metric, MetricOf, metricTable } from "../../core/metric.ts";
import type { BinaryTally } from "../../core/statistics/binary-tally.ts";
import type { MulticlassTally } from "../../core/statistics/multiclass-tally.ts";
import type { RegressionTally } from "../../core/statistics/regression-tally.ts";
import type { Evidence } from "./evidence.ts";

type PackageMetric = {
  [M in Metric]: (typeof metricTable)[M]["measuredBy"] extends "package" ? M : never;
}[Metric];

export interface MetricRule<Tally> {
  /** NaN where the metric is undefined on these rows. */
  readonly value: (tally: Tally) => number;
  /** The least and the greatest value that it can have. */
  readonly range: readonly [number, number];
  /** Ends the sentence "… is undefined: ". */
  readonly undefinedWhere: string;
  /** The rows behind the value, as a clause. */
  readonly behind: (tally: Tally, evidence: Evidence) => string;
}

export type MulticlassMeasure = MulticlassTally & { readonly calibrationError: number };

interface TallyOf {
  readonly binary: BinaryTally;
  readonly multiclass: MulticlassMeasure;
  readonly regression: RegressionTally;
}

type MetricRules = {
  readonly [T in keyof TallyOf]: Readonly<
    Record<Exclude<MetricOf<T>, PackageMetric>, MetricRule<TallyOf[T]>>
  >;
};

const share = [0, 1] as const;
const positive = [0, Number.POSITIVE_INFINITY] as const;
const positives = (tally: BinaryTally) => tally.truePositives + tally.falseNegatives;
const negatives = (tally: BinaryTally) => tally.trueNegatives + tally.falsePositives;
const rows = (tally: BinaryTally) => positives(tally) + negatives(tally);
const bothClasses = "the rows are all of one class";
const ofTwo = (value: number, tally: BinaryTally) =>
  positives(tally) > 0 && negatives(tally) > 0 ? value : Number.NaN;

const falseAlarms = ({ truePositives, falsePositives }: BinaryTally) =>
  `${formatCount(falsePositives)} of ${countOf(truePositives + falsePositives, "row")} predicted true are false`;
const misses = (tally: BinaryTally) =>
  `${formatCount(tally.falseNegatives)} of ${countOf(positives(tally), "true row")} are missed`;
const wrongRows = (_: unknown, { wrong, rows: all }: Evidence) =>
  `${formatCount(wrong)} of ${countOf(all, "row")} wrong`;
const worstRows = (_: unknown, { worst, rows: all }: Evidence) =>
  `the worst ${formatCount(worst.rows)} of ${countOf(all, "row")} carry ${formatSignificant(worst.share * 100, 2)}% of it`;
const worstErrors = (_: unknown, { worst, rows: all }: Evidence) =>
  `the worst ${formatCount(worst.rows)} of ${countOf(all, "row")} carry ${formatSignificant(worst.share * 100, 2)}% of the squared error`;
const worstBin =
  (right: string) =>
  (_: unknown, { bin }: Evidence) =>
    `of ${countOf(bin.rows, "row")} scored about ${formatSignificant(bin.score, 2)}, ${formatSignificant(bin.share * 100, 2)}% are ${right}`;
const worstClass = (_: unknown, { worstClass: worst }: Evidence) => worst;

/** The mean over the classes that occur in the truth or in the answers; a ratio without a denominator counts as 0. */
function macro(tally: MulticlassTally, ratio: (hits: number, answered: number, actual: number) => number) {
  let sum = 0;
  let classes = 0;
  tally.hits.forEach((hits, index) => {
    const answered = tally.answered[index] ?? 0;
    const actual = tally.actual[index] ?? 0;
    if (answered + actual === 0) return;
    classes++;
    sum += hits === 0 ? 0 : ratio(hits, answered, actual);
  });
  return sum / classes;
}

export const metricRules: MetricRules = {
  binary: {
    accuracy: {
      value: (tally) => (tally.truePositives + tally.trueNegatives) / rows(tally),
      range: share,
      undefinedWhere: "there are no rows",
      behind: wrongRows,
    },
    logLoss: {
      value: ({ meanLoss }) => meanLoss,
      range: positive,
      undefinedWhere: "there are no rows",
      behind: worstRows,
    },
    rocAuc: {
      value: (tally) => ofTwo(tally.orderedPairs / (positives(tally) * negatives(tally)), tally),
      range: share,
      undefinedWhere: bothClasses,
      behind: (tally) => {
        const wrong = 1 - tally.orderedPairs / (positives(tally) * negatives(tally));
        return `of the pairs of ${countOf(positives(tally), "true row")} and ${countOf(negatives(tally), "false row")}, ${formatSignificant(wrong * 100, 2)}% stand in the wrong order`;
      },
    },
    prAuc: {
      value: (tally) => ofTwo(tally.precisionSum / positives(tally), tally),
      range: share,
      undefinedWhere: bothClasses,
      behind: (tally) => `${formatCount(positives(tally))} of ${countOf(rows(tally), "row")} are true`,
    },
    precision: {
      value: ({ truePositives, falsePositives }) => truePositives / (truePositives + falsePositives),
      range: share,
      undefinedWhere: "no row is predicted true",
      behind: falseAlarms,
    },
    recall: {
      value: (tally) => tally.truePositives / positives(tally),
      range: share,
      undefinedWhere: "no row is true",
      behind: misses,
    },
    f1: {
      value: ({ truePositives, falsePositives, falseNegatives }) =>
        (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives),
      range: share,
      undefinedWhere: "no row is true or predicted true",
      behind: (tally) => `${misses(tally)}, and ${falseAlarms(tally)}`,
    },
    brier: {
      value: ({ meanSquaredError }) => meanSquaredError,
      range: share,
      undefinedWhere: "there are no rows",
      behind: wrongRows,
    },
    calibrationError: {
      value: ({ calibrationError }) => calibrationError,
      range: share,
      undefinedWhere: "there are no rows",
      behind: worstBin("true"),
    },
  },
  multiclass: {
    accuracy: {
      value: ({ right, rows: all }) => right / all,
      range: share,
      undefinedWhere: "there are no rows",
      behind: wrongRows,
    },
    logLoss: {
      value: ({ meanLoss }) => meanLoss,
      range: positive,
      undefinedWhere: "there are no rows",
      behind: worstRows,
    },
    macroPrecision: {
      value: (tally) => macro(tally, (hits, answered) => hits / answered),
      range: share,
      undefinedWhere: "there are no rows",
      behind: worstClass,
    },
    macroRecall: {
      value: (tally) => macro(tally, (hits, _, actual) => hits / actual),
      range: share,
      undefinedWhere: "there are no rows",
      behind: worstClass,
    },
    macroF1: {
      value: (tally) => macro(tally, (hits, answered, actual) => (2 * hits) / (answered + actual)),
      range: share,
      undefinedWhere: "there are no rows",
      behind: worstClass,
    },
    calibrationError: {
      value: ({ calibrationError }) => calibrationError,
      range: share,
      undefinedWhere: "there are no rows",
      behind: worstBin("right"),
    },
  },
  regression: {
    mae: {
      value: ({ meanAbsoluteError }) => meanAbsoluteError,
      range: positive,
      undefinedWhere: "there are no rows",
      behind: worstErrors,
    },
    rmse: {
      value: ({ meanSquaredError }) => Math.sqrt(meanSquaredError),
      range: positive,
      undefinedWhere: "there are no rows",
      behind: worstErrors,
    },
    r2: {
      value: ({ meanSquaredError, labelVariance }) =>
        labelVariance > 0 ? 1 - meanSquaredError / labelVariance : Number.NaN,
      range: [Number.NEGATIVE_INFINITY, 1],
      undefinedWhere: "all labels are the same",
      behind: worstErrors,
    },
  },
};
