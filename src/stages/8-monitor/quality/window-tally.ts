/** A quality window as the tally that the metrics of its task are made of. */
import {
  type BinaryQuality,
  type MulticlassQuality,
  millionth,
  type RegressionQuality,
  type ScoreCell,
} from "../../../core/profile/quality-window.ts";
import { type BinaryTally, tallyBinary } from "../../../core/statistics/binary-tally.ts";
import type { RegressionTally } from "../../../core/statistics/regression-tally.ts";
import type { MulticlassMeasure } from "../../5-validate/live.ts";

/** Exact but for what is read from cells: order, precision along the scores, and calibration. */
export function binaryTally(window: BinaryQuality): BinaryTally {
  const { labelled, truePositives, falsePositives, trueNegatives, falseNegatives, losses } = window;
  return {
    ...tallyCells(window.cells),
    truePositives,
    falsePositives,
    trueNegatives,
    falseNegatives,
    meanLoss: (losses.loss * millionth) / labelled,
    meanSquaredError: (losses.scoreSquares * millionth) / labelled,
  };
}

export function multiclassTally(window: MulticlassQuality): MulticlassMeasure {
  const { classes, confusion, labelled, losses, cells } = window;
  const [actual, answered, hits] = [0, 1, 2].map(() => new Float64Array(classes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const [truth, answer, rows] of confusion) {
    answered[answer] = (answered[answer] ?? 0) + rows;
    if (truth >= 0) actual[truth] = (actual[truth] ?? 0) + rows;
    if (truth === answer) hits[answer] = (hits[answer] ?? 0) + rows;
  }
  const right = hits.reduce((sum, rows) => sum + rows, 0);
  const meanLoss = (losses.loss * millionth) / labelled;
  const { calibrationError } = tallyCells(cells);
  return { rows: labelled, right, meanLoss, actual, answered, hits, calibrationError };
}

export function regressionTally(window: RegressionQuality): RegressionTally {
  const { labelled, unit, absolute, squares, labels, labelSquares } = window;
  const rows = BigInt(labelled);
  const spread = rows * BigInt(labelSquares) - BigInt(labels) ** 2n;
  return {
    rows: labelled,
    meanAbsoluteError: (Number(BigInt(absolute)) * unit) / labelled,
    meanSquaredError: (Number(BigInt(squares)) * unit ** 2) / labelled,
    labelVariance: (Number(spread) / labelled ** 2) * unit ** 2,
  };
}

/** The labelled rows of each cell at the cell's mean score. */
function tallyCells(cells: readonly ScoreCell[]): BinaryTally {
  const known = cells.filter(([, , zeros, ones]) => zeros + ones > 0);
  const scores = Float32Array.from(known.flatMap(([, rows, , , score]) => twice((score * millionth) / rows)));
  return tallyBinary(
    {
      scores,
      labels: Uint8Array.from(scores, (_, row) => row % 2),
      cut: 0,
      losses: new Float64Array(scores.length),
    },
    known.flatMap(([, , zeros, ones]) => [zeros, ones]),
  );
}

function twice(value: number): [number, number] {
  return [value, value];
}
