/** Scored rows, ready to be measured again and again: once as they are, and once per bootstrap sample. */
import type { Metric, Task } from "../../core/metric.ts";
import { binaryRows, tallyBinary } from "../../core/statistics/binary-tally.ts";
import { binaryLoss } from "../../core/statistics/log-loss.ts";
import {
  type MulticlassRows,
  multiclassRows,
  tallyMulticlass,
} from "../../core/statistics/multiclass-tally.ts";
import { type RegressionRows, tallyRegression } from "../../core/statistics/regression-tally.ts";
import { scoreCells } from "../../core/statistics/score-cells.ts";
import { type SortedScores, sortedPlaces, sortScores } from "../../core/statistics/sort-scores.ts";
import type { Evidence } from "./evidence.ts";
import { type MetricRule, metricRules } from "./metric-rules.ts";
import type { Scores } from "./score.ts";

export type Metrics = Readonly<Partial<Record<Metric, number>>>;

export interface Measurable {
  readonly rows: number;
  readonly rules: Readonly<Partial<Record<Metric, Pick<MetricRule<never>, "range" | "undefinedWhere">>>>;
  /** Every metric of the task, NaN where undefined. */
  values(): Metrics;
  /** The same for some of the rows, each as often as the count of its unit says. */
  resample(chosen: ChosenRows): (counts: Uint32Array) => Metrics;
  /** The rows behind the value of `metric`, as a clause. */
  behind(metric: Metric, evidence: Evidence): string;
}

/** Rows, as places in the table, and the unit of each, below `count`. */
export interface ChosenRows {
  readonly rows: Uint32Array;
  readonly codes: Uint32Array;
  readonly count: number;
}

/** Where few units have more rows than this, binary rows are gathered into cells, of others every n-th is taken. */
export const mostRows = 50_000;

interface Family<Rows, Tally> {
  readonly rules: Readonly<Partial<Record<Metric, MetricRule<Tally>>>>;
  readonly rows: (scores: Scores) => Rows;
  readonly tally: (rows: Rows, counts?: Counts) => Tally;
  /** The tally of many rows by the counts of their units; without it some rows stand for all. */
  readonly tallyMany?: (scores: Scores, codes: Uint32Array, units: number) => (counts: Uint32Array) => Tally;
  /** The orders in which the tally sees the rows. */
  readonly orders: (scores: Scores) => Orders;
}

/** How often each row counts: by the table's order and by ascending score, where a tally looks at rows in both. */
interface Counts {
  readonly table: Uint32Array;
  readonly sorted: Uint32Array;
}

/** The units of rows in the same two orders. */
type Orders = { readonly [Order in keyof Counts]: Uint32Array | null };

function measure<Rows, Tally>(scores: Scores, family: Family<Rows, Tally>): Measurable {
  const { rules, tally } = family;
  const rows = family.rows(scores);
  const entries = Object.entries(rules) as [Metric, MetricRule<Tally>][];
  const valuesOf = (counted: Tally) => {
    const values: Partial<Record<Metric, number>> = {};
    for (const [metric, { value }] of entries) values[metric] = value(counted);
    return values;
  };
  return {
    rows: scores.rows,
    rules,
    values: () => valuesOf(tally(rows)),
    resample({ rows: chosen, codes, count: units }) {
      const every = Math.ceil(chosen.length / mostRows);
      if (every > 1 && family.tallyMany !== undefined) {
        const tallyOf = family.tallyMany(takeScores(scores, chosen), codes, units);
        return (counts) => valuesOf(tallyOf(counts));
      }
      const taken = takeScores(
        scores,
        chosen.filter((_, place) => place % every === 0),
      );
      const some = family.rows(taken);
      const theirs = codes.filter((_, place) => place % every === 0);
      const counter = counterOf(family.orders(taken), theirs);
      return (counts) => valuesOf(tally(some, counter(counts)));
    },
    behind: (metric, evidence) => rules[metric]?.behind(tally(rows), evidence) ?? "",
  };
}

/** Turns counts of units into counts of rows, in buffers that each call fills anew. */
function counterOf({ table, sorted }: Orders, codes: Uint32Array): (counts: Uint32Array) => Counts {
  const fill = (order: Uint32Array | null) => {
    const units = order === null ? new Uint32Array() : order.map((row) => codes[row] ?? 0);
    const rows = new Uint32Array(units.length);
    return (counts: Uint32Array) => {
      for (let row = 0; row < rows.length; row++) rows[row] = counts[units[row] ?? 0] ?? 0;
      return rows;
    };
  };
  const [inTable, inOrder] = [fill(table), fill(sorted)];
  return (counts) => ({ table: inTable(counts), sorted: inOrder(counts) });
}

const families: Readonly<Record<Task, (scores: Scores, threshold: number) => Measurable>> = {
  binary: (scores, threshold) =>
    measure(scores, {
      rules: metricRules.binary,
      rows: ({ answers, labels }) => binaryRows(sortScores(answers, labels), threshold),
      tally: (rows, counts) => tallyBinary(rows, counts?.sorted),
      tallyMany: ({ answers, labels }, codes, count) => {
        const losses = Float64Array.from(answers, (answer, row) => binaryLoss(answer, labels[row] ?? 0));
        const cells = scoreCells({ scores: answers, labels, codes, count, losses, threshold });
        const weights = new Uint32Array(cells.units.length);
        return (counts) => {
          for (let cell = 0; cell < weights.length; cell++)
            weights[cell] = (counts[cells.units[cell] ?? 0] ?? 0) * (cells.sizes[cell] ?? 0);
          return tallyBinary(cells.rows, weights);
        };
      },
      orders: ({ answers, labels }) => ({ table: null, sorted: sortedPlaces(answers, labels) }),
    }),
  multiclass: (scores) =>
    measure(scores, {
      rules: metricRules.multiclass,
      rows: confidentRows,
      tally: ({ rows, confidence }, counts) => ({
        ...tallyMulticlass(rows, counts?.table),
        calibrationError: tallyBinary(confidence, counts?.sorted).calibrationError,
      }),
      orders: (taken) => {
        const { confidence, right } = confidenceOf(taken, rowsOf(taken));
        return { table: everyPlace(taken), sorted: sortedPlaces(confidence, right) };
      },
    }),
  regression: (scores) =>
    measure(scores, {
      rules: metricRules.regression,
      rows: ({ answers, labels }): RegressionRows => ({ labels, answers }),
      tally: (rows, counts) => tallyRegression(rows, counts?.table),
      orders: (taken) => ({ table: everyPlace(taken), sorted: null }),
    }),
};

/** Prepares `scores`; `threshold` decides binary answers and means nothing elsewhere. */
export function measurable(scores: Scores, threshold: number): Measurable {
  return families[scores.task](scores, threshold);
}

/** The confidence of each multiclass answer, sorted; its label is 1 where the answer is right. */
export function sortConfidence(scores: Scores, rows: MulticlassRows): SortedScores {
  const { confidence, right } = confidenceOf(scores, rows);
  return sortScores(confidence, right);
}

function confidenceOf({ answers, width }: Scores, { truth, answer }: MulticlassRows) {
  const confidence = Float32Array.from(answer, (index, row) => answers[row * width + index] ?? 0);
  return { confidence, right: answer.map((index, row) => (index === truth[row] ? 1 : 0)) };
}

function rowsOf({ answers, labels, width }: Scores): MulticlassRows {
  return multiclassRows(answers, labels, width);
}

function confidentRows(scores: Scores) {
  const rows = rowsOf(scores);
  return { rows, confidence: binaryRows(sortConfidence(scores, rows), 0) };
}

function everyPlace({ rows }: Scores): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

function takeScores(scores: Scores, chosen: Uint32Array): Scores {
  const { width, answers, labels } = scores;
  const taken = new Float32Array(chosen.length * width);
  chosen.forEach((row, place) => {
    taken.set(answers.subarray(row * width, (row + 1) * width), place * width);
  });
  return {
    ...scores,
    rows: chosen.length,
    answers: taken,
    labels: Float64Array.from(chosen, (row) => labels[row] ?? 0),
  };
}
