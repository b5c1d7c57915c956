/**
 * Whether labels say something else than the model promised, from counts alone. Rows are compared within cells of like
 * answers, so that a group with other rows than the reference's is not blamed for them.
 */
import { benjaminiHochberg } from "../../../core/statistics/benjamini-hochberg.ts";
import { binomialTail } from "../../../core/statistics/binomial-tail.ts";

/** Labelled rows with like answers of the model. */
export interface Cell {
  readonly cell: number;
  readonly rows: number;
  /** Of how many each thing holds that is watched; the first: the label is not what was answered. */
  readonly hits: readonly number[];
}

export interface Deviation {
  /** Which of the things that are watched. */
  readonly watched: number;
  readonly rows: number;
  /** The share of the rows of which it holds. */
  readonly share: number;
  /** As the reference has it on rows with such answers. */
  readonly expected: number;
  /** How far the share may lie from it: what ageing does to a model, and what the reference's rows leave open. */
  readonly allowed: number;
  /** The chance of such a share, or one farther away, where the truth is as far away as is allowed. */
  readonly pValue: number;
}

/** A model ages; by as much a share may change without anybody being asked. */
export const ageing = 0.05;
/** Standard errors of the reference that are left open. */
const openErrors = 2;
/** Rows as which the reference's mean counts in each cell. */
const shrinkage = 10;
/** The share of wrong calls among all, of each way to look at the labels. */
const wrongCalls = 0.003;

/** By how much each thing that is watched deviates on `cells` from `reference`. */
export function deviationsOf(cells: readonly Cell[], reference: readonly Cell[]): Deviation[] {
  const [first] = reference;
  return (first?.hits ?? []).map((_, watched) => deviationOf(cells, reference, watched));
}

function deviationOf(cells: readonly Cell[], reference: readonly Cell[], watched: number): Deviation {
  const known = new Map(reference.map((own) => [own.cell, own]));
  const all = sumOf(reference, ({ rows }) => rows);
  const mean = sumOf(reference, ({ hits }) => hits[watched] ?? 0) / all;
  const rows = sumOf(cells, (own) => own.rows);
  let [expected, variance] = [0, 0];
  for (const own of cells) {
    const there = known.get(own.cell);
    const weight = (there?.rows ?? 0) + shrinkage;
    const share = ((there?.hits[watched] ?? 0) + shrinkage * mean) / weight;
    expected += own.rows * share;
    variance += (own.rows ** 2 * share * (1 - share)) / weight;
  }
  const hits = sumOf(cells, (own) => own.hits[watched] ?? 0);
  const allowed = ageing + (openErrors * Math.sqrt(variance)) / rows;
  const found = { watched, rows, share: hits / rows, expected: expected / rows, allowed };
  return { ...found, pValue: chanceOf(found) };
}

function chanceOf({ rows, share, expected, allowed }: Omit<Deviation, "pValue">): number {
  const hits = Math.round(share * rows);
  if (share > expected + allowed) return binomialTail(hits, rows, expected + allowed);
  if (share < expected - allowed) return binomialTail(rows - hits, rows, 1 - expected + allowed);
  return 1;
}

/** Of each group the deviation that is surest, where it is sure beyond the chance of having looked at so many. */
export function sureDeviations(groups: readonly (readonly Deviation[])[]): (Deviation | null)[] {
  const adjusted = benjaminiHochberg(groups.flatMap((own) => own.map(({ pValue }) => pValue)));
  let place = 0;
  return groups.map((own) => {
    const mine = adjusted.slice(place, place + own.length);
    place += own.length;
    const sure = own.filter((_, index) => (mine[index] ?? 1) <= wrongCalls);
    return sure.toSorted((a, b) => distance(b) - distance(a))[0] ?? null;
  });
}

/** How far the share lies from what was expected. */
export function distance({ share, expected }: Pick<Deviation, "share" | "expected">): number {
  return Math.abs(share - expected);
}

function sumOf(cells: readonly Cell[], of: (cell: Cell) => number): number {
  return cells.reduce((sum, cell) => sum + of(cell), 0);
}
