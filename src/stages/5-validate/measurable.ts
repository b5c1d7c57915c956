/** Scored rows, ready to be measured again and again: once as they are, and once per bootstrap sample. */
import type { Metric, Task } from "../../core/metric.ts";
import { binaryRows, tallyBinary } from "../../core/statistics/binary-tally.ts";
import {
  type MulticlassRows,
  multiclassRows,
  tallyMulticlass,
} from "../../core/statistics/multiclass-tally.ts";
import { type RegressionRows, tallyRegression } from "../../core/statistics/regression-tally.ts";
import { type SortedScores, sortScores } from "../../core/statistics/sort-scores.ts";
import type { Evidence } from "./evidence.ts";
import { type MetricRule, metricRules } from "./metric-rules.ts";
import type { Scores } from "./score.ts";

export type Metrics = Readonly<Partial<Record<Metric, number>>>;

export interface Measurable {
  readonly rows: number;
  readonly rules: Readonly<Partial<Record<Metric, Pick<MetricRule<never>, "range" | "undefinedWhere">>>>;
  /** Every metric of the task, NaN where undefined; each row counts as often as `counts` says, once without them. */
  values(counts?: Uint32Array): Metrics;
  /** The same for some of the rows, as places in an order of its own. */
  take(chosen: Uint32Array): Measurable;
  /** The rows behind the value of `metric`, as a clause. */
  behind(metric: Metric, evidence: Evidence): string;
}

interface Family<Rows, Tally> {
  readonly size: number;
  readonly rows: Rows;
  readonly rules: Readonly<Partial<Record<Metric, MetricRule<Tally>>>>;
  readonly tally: (rows: Rows, counts?: Uint32Array) => Tally;
  readonly take: (rows: Rows, chosen: Uint32Array) => Rows;
}

function measure<Rows, Tally>(family: Family<Rows, Tally>): Measurable {
  const { rows, rules, tally, take } = family;
  const entries = Object.entries(rules) as [Metric, MetricRule<Tally>][];
  return {
    rows: family.size,
    rules,
    values(counts) {
      const counted = tally(rows, counts);
      const values: Partial<Record<Metric, number>> = {};
      for (const [metric, { value }] of entries) values[metric] = value(counted);
      return values;
    },
    take: (chosen) => measure({ ...family, size: chosen.length, rows: take(rows, chosen) }),
    behind: (metric, evidence) => rules[metric]?.behind(tally(rows), evidence) ?? "",
  };
}

const families: Readonly<Record<Task, (scores: Scores, threshold: number) => Measurable>> = {
  binary: ({ answers, labels, rows }, threshold) =>
    measure({
      size: rows,
      rows: binaryRows(sortScores(answers, labels), threshold),
      rules: metricRules.binary,
      tally: tallyBinary,
      take: (all, chosen) => binaryRows(takeSorted(all, chosen), threshold),
    }),
  multiclass: (scores) =>
    measure({
      size: scores.rows,
      rows: confidentRows(scores),
      rules: metricRules.multiclass,
      // The two orders of the rows differ; a bootstrap sample of one is as good a sample of the other.
      tally: ({ rows, confidence }, counts) => ({
        ...tallyMulticlass(rows, counts),
        calibrationError: tallyBinary(confidence, counts).calibrationError,
      }),
      take: ({ rows, confidence }, chosen) => ({
        rows: takeMulticlass(rows, chosen),
        confidence: binaryRows(takeSorted(confidence, chosen), 0),
      }),
    }),
  regression: ({ answers, labels, rows }) =>
    measure({
      size: rows,
      rows: { labels, answers },
      rules: metricRules.regression,
      tally: tallyRegression,
      take: takeRegression,
    }),
};

/** Prepares `scores`; `threshold` decides binary answers and means nothing elsewhere. */
export function measurable(scores: Scores, threshold: number): Measurable {
  return families[scores.task](scores, threshold);
}

/** The confidence of each multiclass answer, sorted; its label is 1 where the answer is right. */
export function sortConfidence({ answers, width }: Scores, { truth, answer }: MulticlassRows): SortedScores {
  const confidence = Float32Array.from(answer, (index, row) => answers[row * width + index] ?? 0);
  return sortScores(
    confidence,
    answer.map((index, row) => (index === truth[row] ? 1 : 0)),
  );
}

function confidentRows(scores: Scores) {
  const rows = multiclassRows(scores.answers, scores.labels, scores.width);
  return { rows, confidence: binaryRows(sortConfidence(scores, rows), 0) };
}

function takeSorted({ scores, labels }: SortedScores, chosen: Uint32Array): SortedScores {
  return {
    scores: Float32Array.from(chosen, (row) => scores[row] ?? 0),
    labels: Uint8Array.from(chosen, (row) => labels[row] ?? 0),
  };
}

function takeMulticlass(
  { classes, truth, answer, losses }: MulticlassRows,
  chosen: Uint32Array,
): MulticlassRows {
  return {
    classes,
    truth: Int32Array.from(chosen, (row) => truth[row] ?? -1),
    answer: Int32Array.from(chosen, (row) => answer[row] ?? 0),
    losses: Float64Array.from(chosen, (row) => losses[row] ?? 0),
  };
}

function takeRegression({ labels, answers }: RegressionRows, chosen: Uint32Array): RegressionRows {
  return {
    labels: Float64Array.from(chosen, (row) => labels[row] ?? 0),
    answers: Float32Array.from(chosen, (row) => answers[row] ?? 0),
  };
}
