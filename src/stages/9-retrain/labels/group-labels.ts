/** Labels by source and span of time, counted by the engine; what is judged are these small tables. */
import type { Engine } from "../../../io/engine.ts";
import type { Cell } from "./judge-groups.ts";
import { type LabelScope, outsideSql, scopeSql } from "./label-scope.ts";
import type { ScoredLabels } from "./scored-labels.ts";

export interface LabelGroup {
  readonly scope: LabelScope & { readonly source: string };
  readonly cells: readonly Cell[];
}

/**
 * How labels are looked at: by when they were reported and by when what they are about happened, in short spans and, as a
 * weak poison shows only in many labels, in a quarter of all; and each source's at once.
 */
export const groupings = [
  { by: "reported", spans: "short" },
  { by: "happened", spans: "short" },
  { by: "reported", spans: "quarters" },
  { by: "happened", spans: "quarters" },
  { by: "source" },
] as const;
export type Grouping = (typeof groupings)[number];

/** With fewer labels nothing is said of a group. */
export const leastLabels = 50;
const hourMs = 3_600_000;
/** Spans of UTC: the shortest of which the usual group has enough labels, and there are not too many of them. */
const spansMs = [hourMs, 6 * hourMs, 24 * hourMs, 7 * 24 * hourMs, 28 * 24 * hourMs, 364 * 24 * hourMs];
const enoughLabels = 2 * leastLabels;
const mostSpans = 60;

export interface GroupLabelsInput {
  readonly labels: ScoredLabels;
  readonly grouping: Grouping;
  readonly without: readonly LabelScope[];
}

/** The groups of the labels that are in none of `without`; those with too few are left out. */
export async function groupLabels(
  engine: Engine,
  { labels, grouping, without }: GroupLabelsInput,
): Promise<LabelGroup[]> {
  const from = `(SELECT * FROM ${labels.fresh} WHERE ${outsideSql(without)})`;
  const { by } = grouping;
  const length = by === "source" ? null : await lengths[grouping.spans](engine, from, `_aw_${by}`);
  const start = length === null ? "0" : `(_aw_${by} // ${length} * ${length})`;
  const rows = await engine.all(
    `SELECT _aw_source AS source, ${start} AS start, ${cellColumns(labels)} FROM ${from} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
  const groups = Map.groupBy(rows, ({ source, start: at }) => JSON.stringify([source, Number(at)]));
  return [...groups.values()].flatMap((own) => {
    const [{ source, start: at } = {}] = own;
    const begins = Number(at);
    const span = length === null ? {} : { [by]: { from: begins, to: begins + length } };
    const cells = own.map(cellOf);
    if (rowsOf(cells) < leastLabels) return [];
    return [{ scope: { source: String(source), ...span }, cells }];
  });
}

/** The cells of the labels of a FROM item of {@link ScoredLabels}, as far as `where` holds. */
export async function countCells(
  engine: Engine,
  { labels, from, where }: { labels: ScoredLabels; from: string; where: string },
): Promise<Cell[]> {
  const rows = await engine.all(
    `SELECT ${cellColumns(labels)} FROM ${from} WHERE ${where} GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(cellOf);
}

/** The cells of each other source than `scope`'s that has enough labels of the same span, none of them in `without`. */
export async function countOthers(
  engine: Engine,
  { labels, scope: { source, ...span }, without }: CountOthersInput,
): Promise<Cell[][]> {
  const rows = await engine.all(
    `SELECT _aw_source AS source, ${cellColumns(labels)} FROM ${labels.fresh}
     WHERE ${scopeSql(span)} AND NOT ${scopeSql({ source })} AND ${outsideSql(without)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const groups = Map.groupBy(rows, (row) => String(row.source));
  return [...groups.values()].map((own) => own.map(cellOf)).filter((cells) => rowsOf(cells) >= leastLabels);
}

export interface CountOthersInput {
  readonly labels: ScoredLabels;
  readonly scope: LabelGroup["scope"];
  readonly without: readonly LabelScope[];
}

function rowsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { rows }) => sum + rows, 0);
}

function cellColumns({ watch }: ScoredLabels): string {
  const hits = watch.watched.map((_, index) => `sum(_aw_w${index})::DOUBLE`);
  return `_aw_cell AS cell, count(*)::DOUBLE AS n, [${hits.join(", ")}] AS hits`;
}

function cellOf({ cell, n, hits }: Readonly<Record<string, unknown>>): Cell {
  return { cell: Number(cell), rows: Number(n), hits: (hits as readonly unknown[]).map(Number) };
}

type LengthRule = (engine: Engine, from: string, column: string) => Promise<number>;

const lengths: Readonly<Record<"short" | "quarters", LengthRule>> = {
  async short(engine, from, column) {
    const counts = spansMs.map(
      (length, index) => `count(DISTINCT (_aw_source, ${column} // ${length})) AS n${index}`,
    );
    const [row = {}] = await engine.all(`SELECT count(*) AS n, ${counts.join(", ")} FROM ${from}`);
    const fits = spansMs.findIndex((_, index) => {
      const groups = Number(row[`n${index}`]);
      return groups <= mostSpans && Number(row.n) >= enoughLabels * groups;
    });
    return spansMs.at(fits) ?? hourMs;
  },
  async quarters(engine, from, column) {
    const [row = {}] = await engine.all(`SELECT max(${column}) - min(${column}) AS length FROM ${from}`);
    return Math.max(hourMs, Math.ceil(Number(row.length) / 4));
  },
};
