/**
 * What the scores of all predictions of a window promise while labels are out (CBPE: confidence-based performance
 * estimation, as NannyML named it). It holds as far as scores are calibrated: where what leads to the label has changed
 * and the inputs have not, it sees nothing; and as the answer is the likelier side of a threshold of 0.5, it can never
 * promise an accuracy below 0.5.
 */
import type { Estimate } from "../../../core/metric.ts";
import { type BinaryQuality, millionth, type QualityWindow } from "../../../core/profile/quality-window.ts";
import { promisedArea } from "../../../core/statistics/area.ts";
import { z95 } from "../../../core/statistics/interval.ts";
import type { Figures } from "./figure.ts";

/**
 * The accuracy, log loss and (binary) ROC AUC that the scores promise, each with the band in which the measured value
 * falls for 95% of the labels that calibrated scores may have; nothing without predictions, and nothing for a
 * regression, whose answers carry no probability.
 */
export function estimateQuality(window: QualityWindow): Figures {
  if (window.task === "regression") return {};
  const { right, rightVariance, loss, lossVariance } = window.expected;
  const rows = window.cells.reduce((sum, [, count]) => sum + count, 0);
  if (rows === 0) return {};
  const accuracy = promised(right, rightVariance, rows);
  return {
    accuracy: { ...accuracy, high: Math.min(1, accuracy.high) },
    logLoss: promised(loss, lossVariance, rows),
    ...(window.task === "binary" ? area(window, rightVariance * millionth) : {}),
  };
}

function promised(sum: number, variance: number, rows: number): Estimate {
  const value = (sum * millionth) / rows;
  const half = (z95 * Math.sqrt(variance * millionth)) / rows;
  return { value, low: Math.max(0, value - half), high: value + half };
}

function area({ cells }: BinaryQuality, variance: number): Figures {
  const groups = cells.map(([, rows, , , score]) => ({ rows, ones: score * millionth }));
  const found = promisedArea(groups, variance);
  return Number.isFinite(found.value) ? { rocAuc: found } : {};
}
