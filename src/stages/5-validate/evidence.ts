/** The rows behind the numbers: what a failed gate points to. */
import { formatSignificant } from "../../core/format.ts";
import { calibrationCurve } from "../../core/statistics/curves.ts";
import type { SortedScores } from "../../core/statistics/sort-scores.ts";
import type { RowLosses } from "./row-losses.ts";

export interface ClassReport {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly rows: number;
}

export interface Evidence {
  readonly rows: number;
  readonly wrong: number;
  /** The hundredth of the rows with the greatest loss, and their share of the whole loss. */
  readonly worst: { readonly rows: number; readonly share: number };
  /** The calibration bin whose score is farthest from its share, weighed by its rows. */
  readonly bin: { readonly score: number; readonly share: number; readonly rows: number };
  /** The class with the lowest recall, in words; empty where there are no classes. */
  readonly worstClass: string;
}

export interface EvidenceInput {
  readonly losses: RowLosses;
  /** Scores against hits, for the calibration bins; null for regression. */
  readonly sorted: SortedScores | null;
  readonly perClass: readonly ClassReport[];
}

/** Gathers what a failed gate may have to name. */
export function gatherEvidence({ losses, sorted, perClass }: EvidenceInput): Evidence {
  return {
    rows: losses.losses.length,
    wrong: losses.wrong.reduce((sum, wrong) => sum + wrong, 0),
    worst: worstRows(losses.losses),
    bin: worstBin(sorted),
    worstClass: worstClass(perClass),
  };
}

function worstRows(losses: Float64Array): Evidence["worst"] {
  const sorted = losses.toSorted();
  const rows = Math.ceil(sorted.length / 100);
  const worst = sorted.subarray(sorted.length - rows).reduce((sum, loss) => sum + loss, 0);
  const all = sorted.reduce((sum, loss) => sum + loss, 0);
  return { rows, share: all > 0 ? worst / all : 0 };
}

function worstBin(sorted: SortedScores | null): Evidence["bin"] {
  const bins = (sorted === null ? [] : calibrationCurve(sorted)).map(([score, share, rows]) => ({
    score,
    share,
    rows,
  }));
  const gap = (bin: Evidence["bin"]) => Math.abs(bin.score - bin.share) * bin.rows;
  return bins.toSorted((one, other) => gap(other) - gap(one))[0] ?? { score: 0, share: 0, rows: 0 };
}

function worstClass(perClass: readonly ClassReport[]): string {
  const [worst] = perClass.filter(({ rows }) => rows > 0).toSorted((one, other) => one.recall - other.recall);
  if (worst === undefined) return "";
  const { label, precision, recall, rows } = worst;
  return `the worst class '${label}' has recall ${formatSignificant(recall)} and precision ${formatSignificant(precision)} on ${rows} of the rows`;
}
