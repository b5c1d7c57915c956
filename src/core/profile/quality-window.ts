/**
 * What the predictions of a window were worth, in whole numbers only, so that windows merge exactly in any order. A
 * label counts in the window of its *prediction*. Scores are gathered in cells of log-odds: fine enough for areas under
 * curves and for calibration, and few. "Millionths" are sums of values that were each rounded to 10⁻⁶.
 */

/** What every quality window of a classifier counts over its predictions, labelled or not. */
interface Scored {
  readonly kind: "quality";
  /** The slice, "device = tablet"; "" for all predictions. */
  readonly name: string;
  readonly predicted: number;
  /** Predictions whose label is known, and one that this version can read. */
  readonly labelled: number;
}

/**
 * Predictions whose score lies in one cell: the cell's number, all of them, those labelled wrong, those labelled right
 * (binary: false, true), and their scores in millionths.
 */
export type ScoreCell = readonly [cell: number, rows: number, zeros: number, ones: number, score: number];

/** Of the labelled predictions, in millionths: Σ loss in nats, Σ loss², Σ (score − label)². */
export interface MeasuredLoss {
  readonly loss: number;
  readonly lossSquares: number;
  readonly scoreSquares: number;
}

/** What the scores of all predictions promise if they are calibrated, in millionths. */
export interface ExpectedQuality {
  /** Σ of the probability that the answer is right. */
  readonly right: number;
  /** Σ p (1 − p) of that probability. */
  readonly rightVariance: number;
  /** Σ of the loss that is expected, in nats, and of its variance. */
  readonly loss: number;
  readonly lossVariance: number;
}

export interface BinaryQuality extends Scored {
  readonly task: "binary";
  /** Predictions that said true. */
  readonly saidTrue: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly losses: MeasuredLoss;
  readonly expected: ExpectedQuality;
  /** By ascending cell of the probability of true. */
  readonly cells: readonly ScoreCell[];
}

/** Labelled predictions: the class that was true (−1: one that the model does not know), the class answered, how many. */
export type ConfusionCell = readonly [truth: number, answer: number, rows: number];

export interface MulticlassQuality extends Scored {
  readonly task: "multiclass";
  readonly classes: number;
  readonly confusion: readonly ConfusionCell[];
  readonly losses: MeasuredLoss;
  readonly expected: ExpectedQuality;
  /** By ascending cell of the probability of the class that was answered; "ones" are right answers. */
  readonly cells: readonly ScoreCell[];
}

export interface RegressionQuality extends Scored {
  readonly task: "regression";
  /** One step of the sums below, in the label's unit: a power of two, the same for every window of a version. */
  readonly unit: number;
  /** Decimal texts of whole numbers, in steps and their squares: Σ |error|, Σ error², Σ label, Σ label². */
  readonly absolute: string;
  readonly squares: string;
  readonly labels: string;
  readonly labelSquares: string;
  /** Σ error⁴, in steps 65,536 times as large. */
  readonly fourths: string;
}

export type QualityWindow = BinaryQuality | MulticlassQuality | RegressionQuality;

/** One millionth. */
export const millionth = 1e-6;
