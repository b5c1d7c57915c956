/** What the labels of a window say: every metric of its task. */
import type { Estimate, Metric } from "../../../core/metric.ts";
import {
  type BinaryQuality,
  type MeasuredLoss,
  type MulticlassQuality,
  millionth,
  type QualityWindow,
  type RegressionQuality,
  type ScoreCell,
} from "../../../core/profile/quality-window.ts";
import { areaOf } from "../../../core/statistics/area.ts";
import { wilsonInterval, z95 } from "../../../core/statistics/interval.ts";
import { type MetricRule, metricRules } from "../../5-validate/live.ts";
import type { Figure, Figures } from "./figure.ts";
import { binaryTally, multiclassTally, regressionTally } from "./window-tally.ts";

/**
 * The metrics of the labelled predictions of `window`; none without labels. Shares have Wilson's interval, the ROC AUC
 * DeLong's, means the normal one; PR AUC, calibration error, R² and macro averages have none.
 */
export function measureQuality(window: QualityWindow): Figures {
  if (window.labelled === 0) return {};
  if (window.task === "binary")
    return figures(metricRules.binary, binaryTally(window), binaryIntervals(window));
  if (window.task === "multiclass")
    return figures(metricRules.multiclass, multiclassTally(window), multiclassIntervals(window));
  return figures(metricRules.regression, regressionTally(window), regressionIntervals(window));
}

type Intervals = Partial<Record<Metric, Pick<Estimate, "low" | "high">>>;

function figures<Tally>(
  rules: Readonly<Record<string, MetricRule<Tally>>>,
  tally: Tally,
  intervals: Intervals,
): Figures {
  const found: Partial<Record<Metric, Figure>> = {};
  for (const [name, { value }] of Object.entries(rules)) {
    const metric = name as Metric;
    const measured = value(tally);
    if (!Number.isFinite(measured)) continue;
    const { low = null, high = null } = intervals[metric] ?? {};
    found[metric] = { value: measured, low, high };
  }
  return found;
}

function binaryIntervals(window: BinaryQuality): Intervals {
  const { labelled, truePositives, falsePositives, trueNegatives, falseNegatives, losses, cells } = window;
  return {
    accuracy: wilsonInterval(truePositives + trueNegatives, labelled),
    precision: wilsonInterval(truePositives, truePositives + falsePositives),
    recall: wilsonInterval(truePositives, truePositives + falseNegatives),
    f1: harmonic(wilsonInterval(truePositives, truePositives + falsePositives + falseNegatives)),
    logLoss: lossInterval(losses, labelled),
    brier: meanInterval(losses.scoreSquares * millionth, scoreFourths(cells), labelled),
    rocAuc: areaOf(cells.map(([, , zeros, ones]) => ({ zeros, ones }))),
  };
}

function multiclassIntervals({ confusion, labelled, losses }: MulticlassQuality): Intervals {
  const right = confusion.reduce((sum, [truth, answer, rows]) => sum + (truth === answer ? rows : 0), 0);
  return { accuracy: wilsonInterval(right, labelled), logLoss: lossInterval(losses, labelled) };
}

function regressionIntervals({ labelled, unit, absolute, squares, fourths }: RegressionQuality): Intervals {
  const [sum, square] = [Number(BigInt(absolute)) * unit, Number(BigInt(squares)) * unit ** 2];
  const fourth = Number(BigInt(fourths)) * (unit * 2 ** 16) ** 4;
  const { low, high } = meanInterval(square, fourth, labelled);
  return {
    mae: meanInterval(sum, square, labelled),
    rmse: { low: Math.sqrt(Math.max(0, low)), high: Math.sqrt(high) },
  };
}

/** From the interval of tp / (tp + fp + fn), of which F1 is a rising function. */
function harmonic({ low, high }: Estimate): Pick<Estimate, "low" | "high"> {
  return { low: (2 * low) / (1 + low), high: (2 * high) / (1 + high) };
}

function lossInterval({ loss, lossSquares }: MeasuredLoss, rows: number): Pick<Estimate, "low" | "high"> {
  return meanInterval(loss * millionth, lossSquares * millionth, rows);
}

/** The normal interval of a mean that is not negative, from the sum and the sum of squares. */
function meanInterval(sum: number, squares: number, rows: number): Pick<Estimate, "low" | "high"> {
  const mean = sum / rows;
  const variance = rows > 1 ? Math.max(0, squares - rows * mean ** 2) / (rows - 1) : 0;
  const half = z95 * Math.sqrt(variance / rows);
  return { low: Math.max(0, mean - half), high: mean + half };
}

/** Σ (score − label)⁴, each row at the mean score of its cell. */
function scoreFourths(cells: readonly ScoreCell[]): number {
  return cells.reduce((sum, [, rows, zeros, ones, score]) => {
    const mean = (score * millionth) / rows;
    return sum + zeros * mean ** 4 + ones * (1 - mean) ** 4;
  }, 0);
}
