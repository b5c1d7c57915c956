import type { Task } from "../../core/metric.ts";
import { binaryLoss } from "../../core/statistics/log-loss.ts";
import { multiclassRows } from "../../core/statistics/multiclass-tally.ts";
import { quantile } from "../../core/statistics/quantile.ts";
import type { Scores } from "./score.ts";

export interface RowLosses {
  /** Log loss in nats; regression: the squared error. In the table's order. */
  readonly losses: Float64Array;
  /** 1 where the answer is wrong; regression: where the error is among the greatest quarter. */
  readonly wrong: Uint8Array;
}

const lossTable: Readonly<Record<Task, (scores: Scores, threshold: number) => RowLosses>> = {
  binary({ answers, labels, rows }, threshold) {
    const losses = new Float64Array(rows);
    const wrong = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const answer = answers[row] ?? 0;
      const label = labels[row] ?? 0;
      losses[row] = binaryLoss(answer, label);
      wrong[row] = (answer >= threshold ? 1 : 0) === label ? 0 : 1;
    }
    return { losses, wrong };
  },
  multiclass({ answers, labels, width }) {
    const { truth, answer, losses } = multiclassRows(answers, labels, width);
    return { losses, wrong: Uint8Array.from(truth, (label, row) => (label === answer[row] ? 0 : 1)) };
  },
  regression({ answers, labels }) {
    const losses = Float64Array.from(answers, (answer, row) => (answer - (labels[row] ?? 0)) ** 2);
    const large = quantile(losses.toSorted(), 0.75);
    return { losses, wrong: Uint8Array.from(losses, (loss) => (loss > large ? 1 : 0)) };
  },
};

/** The loss of every row, and which rows are answered badly. */
export function rowLosses(scores: Scores, threshold: number): RowLosses {
  return lossTable[scores.task](scores, threshold);
}
