/** How right and wrong answers fall: confusion, classes, curves, and the rows behind them. */
import type { Task } from "../../core/metric.ts";
import { binaryRows, tallyBinary } from "../../core/statistics/binary-tally.ts";
import {
  calibrationCurve,
  precisionRecallCurve,
  rocCurve,
  thresholdCurve,
} from "../../core/statistics/curves.ts";
import { multiclassRows } from "../../core/statistics/multiclass-tally.ts";
import { type SortedScores, sortScores } from "../../core/statistics/sort-scores.ts";
import type { ClassReport } from "./evidence.ts";
import { sortConfidence } from "./measurable.ts";
import type { Scores } from "./score.ts";

export interface Curves {
  readonly roc: readonly (readonly [falsePositiveRate: number, truePositiveRate: number])[];
  readonly precisionRecall: readonly (readonly [recall: number, precision: number])[];
  /** Mean probability and share of positives in equal-count bins. */
  readonly calibration: readonly (readonly [probability: number, share: number, rows: number])[];
  /** Rows predicted true, rightly and wrongly, at each threshold from the highest down; runs of old have none. */
  readonly thresholds?: readonly (readonly [threshold: number, hits: number, falseAlarms: number])[];
}

export interface AnswerReport {
  /** Rows are the truth, columns the prediction, in the order of `classes` (binary: false, true). */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassReport[];
  readonly curves: Curves | null;
  /** Scores against hits, for the calibration bins; null for regression. */
  readonly sorted: SortedScores | null;
  /** Rows whose label the model does not know. */
  readonly unknown: number;
}

const reports: Readonly<Record<Task, (scores: Scores, threshold: number) => AnswerReport>> = {
  binary({ answers, labels }, threshold) {
    const sorted = sortScores(answers, labels);
    const tally = tallyBinary(binaryRows(sorted, threshold));
    const confusion = [
      [tally.trueNegatives, tally.falsePositives],
      [tally.falseNegatives, tally.truePositives],
    ];
    const curves = {
      roc: rocCurve(sorted),
      precisionRecall: precisionRecallCurve(sorted),
      calibration: calibrationCurve(sorted),
      thresholds: thresholdCurve(sorted),
    };
    return { confusion, perClass: classReports(confusion, ["false", "true"]), curves, sorted, unknown: 0 };
  },
  multiclass(scores) {
    const rows = multiclassRows(scores.answers, scores.labels, scores.width);
    const confusion = scores.classes.map(() => scores.classes.map(() => 0));
    rows.truth.forEach((label, row) => {
      const line = confusion[label];
      const answer = rows.answer[row] ?? 0;
      if (line !== undefined) line[answer] = (line[answer] ?? 0) + 1;
    });
    return {
      confusion,
      perClass: classReports(confusion, scores.classes),
      curves: null,
      sorted: sortConfidence(scores, rows),
      unknown: rows.truth.filter((label) => label < 0).length,
    };
  },
  regression: () => ({ confusion: [], perClass: [], curves: null, sorted: null, unknown: 0 }),
};

/** Reports the answers of `scores`; `threshold` decides binary ones. */
export function answerReport(scores: Scores, threshold: number): AnswerReport {
  return reports[scores.task](scores, threshold);
}

/** Precision and recall of each class; 0 where nothing was answered so, or no row is of it. */
function classReports(confusion: readonly (readonly number[])[], labels: readonly string[]): ClassReport[] {
  return labels.map((label, index) => {
    const hits = confusion[index]?.[index] ?? 0;
    const rows = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0);
    const answered = confusion.reduce((sum, line) => sum + (line[index] ?? 0), 0);
    return { label, precision: hits === 0 ? 0 : hits / answered, recall: hits === 0 ? 0 : hits / rows, rows };
  });
}
