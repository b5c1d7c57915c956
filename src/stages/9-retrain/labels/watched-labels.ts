/** What is looked at of labels of each kind, in SQL over the columns `_aw_score` and `_aw_truth`. */
import type { Task } from "../../../core/metric.ts";
import type { Scores } from "../../5-validate/index.ts";
import { cellSql } from "./cell-sql.ts";

export interface Watched {
  /** A condition. */
  readonly sql: string;
  /** What it says of the labels, for people. */
  readonly words: string;
}

export interface WatchedLabels {
  /** The number of the cell of like answers. */
  readonly cell: string;
  /** The first: the label is not what was answered. */
  readonly watched: readonly Watched[];
  readonly task: Task;
}

export interface WatchedOptions {
  readonly classes: readonly string[];
  readonly threshold: number;
  /** Edges of cells of the score. */
  readonly edges: readonly number[];
  /** Beyond which an error counts as large; regression. */
  readonly largeError: number;
}

/** Of more classes those behind these are told by the answers alone. */
const mostClasses = 20;

const rules: Readonly<Record<Task, (options: WatchedOptions) => WatchedLabels>> = {
  binary: ({ threshold, edges }) => ({
    cell: cellSql("_aw_score", edges),
    watched: [
      { sql: `(_aw_score >= ${threshold}) <> (_aw_truth = 1)`, words: "contradict its answers" },
      { sql: "_aw_truth = 1", words: "say true" },
    ],
    task: "binary",
  }),
  multiclass: ({ classes }) => ({
    cell: "CAST(_aw_score AS INTEGER)",
    watched: [
      { sql: "_aw_truth <> _aw_score", words: "contradict its answers" },
      ...classes
        .slice(0, mostClasses)
        .map((name, index) => ({ sql: `_aw_truth = ${index}`, words: `say '${name}'` })),
    ],
    task: "multiclass",
  }),
  regression: ({ edges, largeError }) => ({
    cell: cellSql("_aw_score", edges),
    watched: [
      {
        sql: `abs(_aw_truth - _aw_score) > CAST('${largeError}' AS DOUBLE)`,
        words: "lie far from its answers",
      },
      { sql: "_aw_truth > _aw_score", words: "lie above its answers" },
    ],
    task: "regression",
  }),
};

/** What is looked at. */
export function watchedLabels(task: Task, options: WatchedOptions): WatchedLabels {
  return rules[task](options);
}

/** The answer as one number: the probability of true, the place of the likeliest class, or the value. */
export function answerNumber({ task, answers, width }: Scores, row: number): number {
  if (task !== "multiclass") return answers[row] ?? Number.NaN;
  const own = answers.subarray(row * width, (row + 1) * width);
  return own.indexOf(Math.max(...own));
}
