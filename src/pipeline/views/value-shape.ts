/** How the values of columns lie, as a page draws them: bins of equal width, or the most frequent values. */
import type { Engine, SqlRow } from "../../io/engine.ts";

export interface ShapeTarget {
  readonly name: string;
  readonly kind: "number" | "category" | "opaque";
  /** SQL of the value: a DOUBLE for a number, otherwise a VARCHAR. */
  readonly expression: string;
}

interface Counted {
  readonly missing: number;
  /** Estimated where there are many rows (HyperLogLog). */
  readonly distinct: number;
}

export interface NumberShape extends Counted {
  readonly kind: "number";
  readonly mean: number | null;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
  /** Bin i holds [edges[i], edges[i + 1]); the first holds what is below it too, the last its upper edge and above. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

export interface CategoryShape extends Counted {
  readonly kind: "category";
  /** The most frequent first. */
  readonly values: readonly { readonly value: string; readonly rows: number }[];
  /** Rows of the values that are not listed. */
  readonly other: number;
}

export interface OpaqueShape extends Counted {
  readonly kind: "opaque";
}

export type ValueShape = NumberShape | CategoryShape | OpaqueShape;

const binCount = 20;
const listedValues = 12;
/** Of more rows than this, how many values differ is estimated. */
const countedRows = 200_000;
/** Of more rows than this, quantiles are taken from a part of about so many. */
const quantileRows = 200_000;

export interface ShapesInput {
  /** A FROM item. */
  readonly relation: string;
  readonly targets: readonly ShapeTarget[];
}

/** One shape a target, in their order, and the rows of the relation. */
export async function valueShapes(
  engine: Engine,
  { relation, targets }: ShapesInput,
): Promise<{ readonly rows: number; readonly shapes: readonly ValueShape[] }> {
  const [whole = {}] = await engine.all(`SELECT count(*) AS n FROM ${relation}`);
  const rows = Number(whole.n);
  const shapes: ValueShape[] = [];
  for (const target of targets) shapes.push(await shapeOf(engine, target, { relation, rows }));
  return { rows, shapes };
}

interface Relation {
  readonly relation: string;
  readonly rows: number;
}

async function shapeOf(
  engine: Engine,
  target: ShapeTarget,
  { relation, rows }: Relation,
): Promise<ValueShape> {
  const values = `(SELECT ${target.expression} AS x FROM ${relation})`;
  const distinct = rows > countedRows ? "approx_count_distinct(x)" : "count(DISTINCT x)";
  const [counted = {}] = await engine.all(
    `SELECT count(x) AS present, least(count(x), ${distinct}) AS "distinct" FROM ${values}`,
  );
  const common = { missing: rows - Number(counted.present), distinct: Number(counted.distinct) };
  if (target.kind === "opaque") return { kind: "opaque", ...common };
  if (target.kind === "category") return { kind: "category", ...common, ...(await frequent(engine, values)) };
  return { kind: "number", ...common, ...(await binned(engine, values, rows)) };
}

async function frequent(
  engine: Engine,
  values: string,
): Promise<Omit<CategoryShape, "kind" | keyof Counted>> {
  const found = await engine.all(
    `SELECT x AS "value", count(*) AS n, sum(count(*)) OVER () AS every FROM ${values} WHERE x IS NOT NULL
     GROUP BY x ORDER BY n DESC, x LIMIT ${listedValues}`,
  );
  const listed = found.map(({ value, n }) => ({ value: String(value), rows: Number(n) }));
  const every = Number(found[0]?.every ?? 0);
  return { values: listed, other: every - listed.reduce((sum, one) => sum + one.rows, 0) };
}

async function binned(
  engine: Engine,
  values: string,
  rows: number,
): Promise<Omit<NumberShape, "kind" | keyof Counted>> {
  const edges = await numberEdges(engine, values, rows);
  const [found = {}] = await engine.all(
    `SELECT avg(x) AS mean, min(x) AS low, max(x) AS high FROM ${values} WHERE x IS NOT NULL`,
  );
  const counts = await binCounts(engine, values, edges.edges);
  return {
    mean: finiteOrNull(found.mean),
    min: finiteOrNull(found.low),
    median: edges.median,
    max: finiteOrNull(found.high),
    edges: edges.edges,
    counts: counts.get("") ?? [],
  };
}

/** Edges of equal width between the first and the last hundredth, and the median; no edges without values. */
export async function numberEdges(
  engine: Engine,
  values: string,
  rows: number,
): Promise<{ readonly edges: readonly number[]; readonly median: number | null }> {
  const part = Math.ceil(rows / quantileRows);
  const chosen = part === 1 ? "" : `WHERE hash(n) % ${part} = 0`;
  const [found = {}] = await engine.all(
    `SELECT quantile_disc(x, [0.01, 0.5, 0.99]) AS cuts, count(DISTINCT x) AS different, bool_and(x = round(x)) AS whole
     FROM (SELECT x, row_number() OVER () AS n FROM ${values} WHERE x IS NOT NULL) ${chosen}`,
  );
  if (found.cuts === null || found.cuts === undefined) return { edges: [], median: null };
  const [low = 0, median = 0, high = 0] = (found.cuts as unknown[]).map(Number);
  // Whole numbers that are few get a bin each, around them.
  if (found.whole === true && high - low < binCount)
    return { edges: sequence(low, high - low + 1, 1).map((edge) => edge - 0.5), median };
  if (low === high) return { edges: [low - 0.5, low + 0.5], median };
  return { edges: sequence(low, binCount, (high - low) / binCount), median };
}

function sequence(from: number, bins: number, width: number): number[] {
  return Array.from({ length: bins + 1 }, (_, index) => from + index * width);
}

/** How many values fall into each bin, for each value of `by` (an SQL expression over `values`), or for "" alone. */
export async function binCounts(
  engine: Engine,
  values: string,
  edges: readonly number[],
  by = "''",
): Promise<ReadonlyMap<string, readonly number[]>> {
  const bins = Math.max(0, edges.length - 1);
  // How many of the edges between the bins a value has reached: by the very edges that are told.
  const reached = edges.slice(1, -1).map((_, index) => `CAST(x >= $${index + 1} AS INTEGER)`);
  const found: SqlRow[] = await engine.all(
    `SELECT ${by} AS part, ${["0", ...reached].join(" + ")} AS bin, count(*) AS n
     FROM ${values} WHERE x IS NOT NULL GROUP BY part, bin`,
    edges.slice(1, -1),
  );
  const counts = new Map<string, number[]>();
  for (const { part, bin, n } of found) {
    const line = counts.get(String(part)) ?? Array.from({ length: bins }, () => 0);
    counts.set(String(part), line);
    line[Number(bin)] = Number(n);
  }
  if (by === "''" && counts.size === 0) counts.set("", []);
  return counts;
}

function finiteOrNull(value: unknown): number | null {
  return value === null || value === undefined || !Number.isFinite(Number(value)) ? null : Number(value);
}
