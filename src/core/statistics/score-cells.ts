/**
 * Many binary rows told as few: rows of one unit, one label, one side of the threshold and nearly one score are a cell.
 * Only deviations between resamples are read from cells, so a score may be the mean of its twentieth of the rows; counts
 * and losses are exact.
 */
import type { BinaryRows } from "./binary-tally.ts";
import { sortedPlaces } from "./sort-scores.ts";

export interface ScoreCells {
  /** The cells as rows, by ascending score. */
  readonly rows: BinaryRows;
  /** The unit of each cell and how many rows it holds. */
  readonly units: Uint32Array;
  readonly sizes: Uint32Array;
}

export interface ScoreCellsInput {
  readonly scores: Float32Array;
  readonly labels: ArrayLike<number>;
  /** The unit of each row, below `count`. */
  readonly codes: Uint32Array;
  readonly count: number;
  readonly losses: Float64Array;
  readonly threshold: number;
}

const bins = 20;

/** Gathers rows, given in any order, into cells. */
export function scoreCells(input: ScoreCellsInput): ScoreCells {
  const { scores, labels, codes, count, losses, threshold } = input;
  const places = sortedPlaces(scores, labels);
  const cells = { scores: [] as number[], labels: [] as number[], losses: [] as number[] };
  const [units, sizes]: [number[], number[]] = [[], []];
  let cut = 0;
  let bin = { rows: new Uint32Array(2 * count), losses: new Float64Array(2 * count), first: 0, sum: 0 };
  const close = (end: number) => {
    const score = bin.sum / (end - bin.first);
    bin.rows.forEach((size, cell) => {
      if (size === 0) return;
      cells.scores.push(score);
      cells.labels.push(cell < count ? 0 : 1);
      cells.losses.push((bin.losses[cell] ?? 0) / size);
      units.push(cell % count);
      sizes.push(size);
    });
    if (score < threshold) cut = units.length;
    bin = { rows: bin.rows.fill(0), losses: bin.losses.fill(0), first: end, sum: 0 };
  };
  const step = places.length / bins;
  let before = Number.NaN;
  places.forEach((row, place) => {
    const score = scores[row] ?? 0;
    const apart = score !== before && place > bin.first;
    if (apart && (place - bin.first >= step || before < threshold !== score < threshold)) close(place);
    const cell = (codes[row] ?? 0) + (labels[row] === 1 ? count : 0);
    bin.rows[cell] = (bin.rows[cell] ?? 0) + 1;
    bin.losses[cell] = (bin.losses[cell] ?? 0) + (losses[row] ?? 0);
    bin.sum += score;
    before = score;
  });
  close(places.length);
  return {
    rows: {
      scores: Float32Array.from(cells.scores),
      labels: Uint8Array.from(cells.labels),
      losses: Float64Array.from(cells.losses),
      cut,
    },
    units: Uint32Array.from(units),
    sizes: Uint32Array.from(sizes),
  };
}
