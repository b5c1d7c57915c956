/** Two quality windows of one version and slice as one: sums of whole numbers, hence the same in any order. */
import type {
  BinaryQuality,
  ExpectedQuality,
  MeasuredLoss,
  MulticlassQuality,
  QualityWindow,
  RegressionQuality,
} from "./quality-window.ts";

/** What would have been counted over the predictions of both. Throws where they are of different tasks, slices or scales. */
export function mergeQuality(one: QualityWindow, other: QualityWindow): QualityWindow {
  if (one.name !== other.name) throw mismatch("slices", one.name, other.name);
  if (one.task === "binary" && other.task === "binary") return mergeBinary(one, other);
  if (one.task === "multiclass" && other.task === "multiclass") return mergeMulticlass(one, other);
  if (one.task === "regression" && other.task === "regression") return mergeRegression(one, other);
  throw mismatch("tasks", one.task, other.task);
}

function mergeBinary(one: BinaryQuality, other: BinaryQuality): BinaryQuality {
  return {
    ...common(one, other),
    task: "binary",
    saidTrue: one.saidTrue + other.saidTrue,
    truePositives: one.truePositives + other.truePositives,
    falsePositives: one.falsePositives + other.falsePositives,
    trueNegatives: one.trueNegatives + other.trueNegatives,
    falseNegatives: one.falseNegatives + other.falseNegatives,
    ...scored(one, other),
  };
}

function mergeMulticlass(one: MulticlassQuality, other: MulticlassQuality): MulticlassQuality {
  if (one.classes !== other.classes) throw mismatch("numbers of classes", one.classes, other.classes);
  const confusion = mergeCells(one.confusion, other.confusion, 2);
  return {
    ...common(one, other),
    task: "multiclass",
    classes: one.classes,
    confusion,
    ...scored(one, other),
  };
}

function mergeRegression(one: RegressionQuality, other: RegressionQuality): RegressionQuality {
  if (one.unit !== other.unit) throw mismatch("units", one.unit, other.unit);
  const sum = (name: "absolute" | "squares" | "labels" | "labelSquares" | "fourths") =>
    String(BigInt(one[name]) + BigInt(other[name]));
  return {
    ...common(one, other),
    task: "regression",
    unit: one.unit,
    absolute: sum("absolute"),
    squares: sum("squares"),
    labels: sum("labels"),
    labelSquares: sum("labelSquares"),
    fourths: sum("fourths"),
  };
}

function common(one: QualityWindow, other: QualityWindow) {
  return {
    kind: "quality",
    name: one.name,
    predicted: one.predicted + other.predicted,
    labelled: one.labelled + other.labelled,
  } as const;
}

type Scored = BinaryQuality | MulticlassQuality;

function scored(one: Scored, other: Scored) {
  const [losses, theirLosses] = [one.losses, other.losses];
  const [expected, theirs] = [one.expected, other.expected];
  return {
    losses: {
      loss: losses.loss + theirLosses.loss,
      lossSquares: losses.lossSquares + theirLosses.lossSquares,
      scoreSquares: losses.scoreSquares + theirLosses.scoreSquares,
    } satisfies MeasuredLoss,
    expected: {
      right: expected.right + theirs.right,
      rightVariance: expected.rightVariance + theirs.rightVariance,
      loss: expected.loss + theirs.loss,
      lossVariance: expected.lossVariance + theirs.lossVariance,
    } satisfies ExpectedQuality,
    cells: mergeCells(one.cells, other.cells, 1),
  };
}

/** Cells of both, their counts added where the first `keys` numbers are equal, in ascending order of these. */
function mergeCells<Cell extends readonly number[]>(
  one: readonly Cell[],
  other: readonly Cell[],
  keys: number,
): readonly Cell[] {
  const merged: Cell[] = [];
  let [left, right] = [0, 0];
  while (left < one.length || right < other.length) {
    const [mine, theirs] = [one[left], other[right]];
    const order = mine === undefined ? 1 : theirs === undefined ? -1 : compare(mine, theirs, keys);
    if (order <= 0) left++;
    if (order >= 0) right++;
    if (order < 0 && mine !== undefined) merged.push(mine);
    else if (order > 0 && theirs !== undefined) merged.push(theirs);
    else if (mine !== undefined && theirs !== undefined)
      merged.push(
        mine.map((value, at) => (at < keys ? value : value + (theirs[at] ?? 0))) as unknown as Cell,
      );
  }
  return merged;
}

function compare(one: readonly number[], other: readonly number[], keys: number): number {
  for (let at = 0; at < keys; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function mismatch(what: string, one: unknown, other: unknown): Error {
  return new Error(`Quality windows of different ${what} do not merge: ${one} and ${other}`);
}
