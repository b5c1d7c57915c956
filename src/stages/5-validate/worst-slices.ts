/**
 * The search for slices that are answered worse than chance allows. Candidates are the slices of every column and of
 * every pair of columns. A candidate counts only if the bound of its chance (see tail-bound.ts), times the number of
 * candidates (Bonferroni), is below 0.05; a pair must be worse than each of its two parents too. The bound holds for
 * every sample size, so that among random answers at most one search in twenty reports anything.
 */
import { tailBound } from "../../core/statistics/tail-bound.ts";
import type { Pace } from "./pace.ts";
import type { SliceColumn } from "./slice-columns.ts";

export interface WorstSlice {
  readonly name: string;
  readonly rows: readonly number[];
  /** The bound of its chance, before the number of candidates counts. */
  readonly chance: number;
}

export interface WorstSlicesOptions {
  readonly wrong: Uint8Array;
  readonly leastRows: number;
  readonly pace: Pace;
}

const mostReported = 5;
const mostPairedColumns = 30;
const falseReports = 0.05;

interface Cell {
  readonly columns: readonly SliceColumn[];
  readonly codes: readonly number[];
  readonly chance: number;
}

interface Counts {
  readonly rows: Uint32Array;
  readonly bad: Uint32Array;
}

/** The significantly bad slices, the least likely first; at most five. */
export async function worstSlices(
  columns: readonly SliceColumn[],
  options: WorstSlicesOptions,
): Promise<WorstSlice[]> {
  const { wrong, pace } = options;
  const bad = wrong.reduce((sum, one) => sum + one, 0);
  const all = { rows: wrong.length, bad };
  const counted = columns.map((column) => ({ column, counts: countCodes(column, wrong) }));
  const singles = counted.flatMap(({ column, counts }) => singleCells(column, counts, all, options));
  const suspicious = (column: SliceColumn) =>
    Math.min(1, ...singles.filter((cell) => cell.columns[0] === column).map(({ chance }) => chance));
  const paired = counted
    .toSorted((one, other) => suspicious(one.column) - suspicious(other.column))
    .slice(0, mostPairedColumns);
  const cells = [...singles];
  for (const [index, one] of paired.entries()) {
    for (const other of paired.slice(index + 1)) {
      cells.push(...pairCells([one, other], all, options));
      if (pace.due(wrong.length)) await pace.rest();
    }
  }
  return cells
    .filter(({ chance }) => chance * cells.length < falseReports)
    .toSorted((one, other) => one.chance - other.chance)
    .slice(0, mostReported)
    .map((cell) => ({
      name: cell.columns.map((column, index) => column.names[cell.codes[index] ?? 0]).join(" and "),
      rows: rowsOf(cell),
      chance: cell.chance,
    }));
}

function countCodes({ codes, names }: SliceColumn, wrong: Uint8Array): Counts {
  const counts = { rows: new Uint32Array(names.length), bad: new Uint32Array(names.length) };
  for (let row = 0; row < codes.length; row++) add(counts, codes[row] ?? 0, wrong[row] ?? 0);
  return counts;
}

function add({ rows, bad }: Counts, cell: number, wrong: number): void {
  rows[cell] = (rows[cell] ?? 0) + 1;
  bad[cell] = (bad[cell] ?? 0) + wrong;
}

type Total = { readonly rows: number; readonly bad: number };

function at({ rows, bad }: Counts, code: number): Total {
  return { rows: rows[code] ?? 0, bad: bad[code] ?? 0 };
}

/** The greatest of the chances against each of `populations`: the cell is worse than all of them. */
function chanceAgainst(cell: Total, populations: readonly Total[]): number {
  return Math.max(...populations.map(({ rows, bad }) => tailBound(cell.bad, cell.rows, bad / rows)));
}

function singleCells(
  column: SliceColumn,
  counts: Counts,
  all: Total,
  { leastRows }: WorstSlicesOptions,
): Cell[] {
  return column.names.flatMap((_, code) => {
    const cell = at(counts, code);
    if (code === column.lumped || cell.rows < leastRows) return [];
    return [{ columns: [column], codes: [code], chance: chanceAgainst(cell, [all]) }];
  });
}

type CountedColumn = { readonly column: SliceColumn; readonly counts: Counts };

function pairCells(
  [one, other]: readonly [CountedColumn, CountedColumn],
  all: Total,
  { wrong, leastRows }: WorstSlicesOptions,
): Cell[] {
  const width = other.column.names.length;
  const size = one.column.names.length * width;
  const counts = { rows: new Uint32Array(size), bad: new Uint32Array(size) };
  for (let row = 0; row < wrong.length; row++) {
    add(counts, (one.column.codes[row] ?? 0) * width + (other.column.codes[row] ?? 0), wrong[row] ?? 0);
  }
  const cells: Cell[] = [];
  for (let index = 0; index < size; index++) {
    const codes = [Math.floor(index / width), index % width] as const;
    const cell = at(counts, index);
    if (codes[0] === one.column.lumped || codes[1] === other.column.lumped || cell.rows < leastRows) continue;
    const parents = [at(one.counts, codes[0]), at(other.counts, codes[1])];
    cells.push({
      columns: [one.column, other.column],
      codes,
      chance: chanceAgainst(cell, [all, ...parents]),
    });
  }
  return cells;
}

function rowsOf({ columns, codes }: Cell): number[] {
  const rows: number[] = [];
  columns[0]?.codes.forEach((_, row) => {
    if (columns.every((column, index) => column.codes[row] === codes[index])) rows.push(row);
  });
  return rows;
}
