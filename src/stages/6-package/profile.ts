/** Profiles of whole columns, computed by DuckDB. */
import { type Engine, quoteText } from "../../io/engine.ts";
import type { CategoryProfile, NumberProfile, OpaqueProfile, Profile } from "./profile-schema.ts";

/** What is profiled: a SQL expression (DOUBLE for a number, VARCHAR otherwise) over a relation. */
export interface ProfileTarget {
  readonly name: string;
  readonly role: Profile["role"];
  readonly kind: Profile["kind"];
  readonly expression: string;
  readonly relation: string;
}

const quantileShares = [0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.99];
const edgeShares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Quantiles of more rows than this are taken from a part chosen by hash, for they hold their rows in memory. */
const quantileRows = 1_000_000;
/** Numbers with at most this many different values get one bin a value. */
const singleValueBins = 50;
const listedValues = 50;

const profilers: {
  readonly [K in Profile["kind"]]: (engine: Engine, target: ProfileTarget) => Promise<Profile & { kind: K }>;
} = { number: profileNumber, category: profileCategory, opaque: profileOpaque };

/** The profile of one column or expression. */
export function profile(engine: Engine, target: ProfileTarget): Promise<Profile> {
  return profilers[target.kind](engine, target);
}

async function profileNumber(engine: Engine, target: ProfileTarget): Promise<NumberProfile> {
  const values = `(SELECT ${target.expression} AS x FROM ${target.relation})`;
  const [summary = {}] = await engine.all(
    `SELECT count(*)::DOUBLE AS "rows", count(x)::DOUBLE AS present, min(x) AS low, max(x) AS high,
       max(abs(x)) AS scale, approx_count_distinct(x)::DOUBLE AS "distinct" FROM ${values}`,
  );
  const { name, role } = target;
  const rows = Number(summary.rows);
  const present = Number(summary.present);
  const common = { kind: "number", name, role, rows, missing: rows - present } as const;
  if (present === 0) {
    const nothing = { mean: null, standardDeviation: null, min: null, max: null, quantiles: [] };
    return { ...common, ...nothing, bins: { edges: [], counts: [], unseen: 0 } };
  }
  const shape = await shapeOf(engine, values, Number(summary.scale), present);
  const edges = Number(summary.distinct) <= 2 * singleValueBins ? await valueEdges(engine, values) : null;
  const [low, high] = [Number(summary.low), Number(summary.high)];
  const finalEdges = edges ?? distinctSorted([low, ...shape.edges, high]);
  const counts = await binCounts(engine, values, finalEdges);
  const { mean, standardDeviation, quantiles } = shape;
  const bins = { edges: finalEdges, counts, unseen: 0 };
  return { ...common, mean, standardDeviation, min: low, max: high, quantiles, bins };
}

/** Moments of the values divided by the greatest, so that 1e308 neither overflows nor stops the query. */
async function shapeOf(engine: Engine, values: string, scale: number, present: number) {
  const divisor = sqlDouble(scale === 0 ? 1 : scale);
  const part = Math.ceil(present / quantileRows);
  const chosen = part === 1 ? "x IS NOT NULL" : `x IS NOT NULL AND hash(n) % ${part} = 0`;
  const [moments = {}] = await engine.all(
    `SELECT avg(x / ${divisor}) AS mean, stddev_samp(x / ${divisor}) AS deviation FROM ${values}`,
  );
  const [quantiles = {}] = await engine.all(
    `SELECT quantile_disc(x, [${quantileShares}]) AS shares,
       quantile_disc(x, [${edgeShares}]) AS edges, quantile_disc(DISTINCT x, [${edgeShares}]) AS spread
     FROM (SELECT x, row_number() OVER () AS n FROM ${values}) WHERE ${chosen}`,
  );
  const shares = quantiles.shares as number[];
  return {
    mean: finiteOrNull(Number(moments.mean) * (scale || 1)),
    standardDeviation:
      moments.deviation === null ? null : finiteOrNull(Number(moments.deviation) * (scale || 1)),
    quantiles: quantileShares.map((share, index) => ({ share, value: Number(shares[index]) })),
    // Equal shares of the rows, and of the values: a heavy value does not swallow the rest.
    edges: [...(quantiles.edges as number[]), ...(quantiles.spread as number[])],
  };
}

/** Edges that part every value from the next; null where there are too many. */
async function valueEdges(engine: Engine, values: string): Promise<number[] | null> {
  const found = await engine.all(
    `SELECT DISTINCT x FROM ${values} WHERE x IS NOT NULL ORDER BY x LIMIT ${singleValueBins + 1}`,
  );
  if (found.length > singleValueBins) return null;
  const sorted = found.map(({ x }) => Number(x));
  const between = sorted.slice(1).map((value, index) => value / 2 + (sorted[index] ?? value) / 2);
  return distinctSorted([sorted[0] ?? 0, ...between, sorted.at(-1) ?? 0]);
}

async function binCounts(engine: Engine, values: string, edges: readonly number[]): Promise<number[]> {
  const bins = Math.max(edges.length - 1, 1);
  const columns = Array.from({ length: bins }, (_, index) => {
    const upper = index === bins - 1 ? "" : ` AND x < ${sqlDouble(edges[index + 1] ?? 0)}`;
    return `count(*) FILTER (x >= ${sqlDouble(edges[index] ?? 0)}${upper})::DOUBLE AS "${index}"`;
  });
  const [row = {}] = await engine.all(`SELECT ${columns.join(", ")} FROM ${values}`);
  return columns.map((_, index) => Number(row[String(index)]));
}

async function profileCategory(engine: Engine, target: ProfileTarget): Promise<CategoryProfile> {
  const values = `(SELECT ${target.expression} AS x FROM ${target.relation})`;
  const [summary = {}] = await engine.all(
    `SELECT count(*)::DOUBLE AS "rows", count(x)::DOUBLE AS present, count(DISTINCT x)::DOUBLE AS "distinct"
     FROM ${values}`,
  );
  const listed = await engine.all(
    `SELECT x AS "value", count(*)::DOUBLE AS "count" FROM ${values} WHERE x IS NOT NULL
     GROUP BY x ORDER BY count(*) DESC, x LIMIT ${listedValues}`,
  );
  const entries = listed.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
  const [rows, present] = [Number(summary.rows), Number(summary.present)];
  const other = present - entries.reduce((sum, { count }) => sum + count, 0);
  const { name, role } = target;
  const distinct = Number(summary.distinct);
  return {
    kind: "category",
    name,
    role,
    rows,
    missing: rows - present,
    distinct,
    values: entries,
    other,
    unseen: 0,
  };
}

async function profileOpaque(engine: Engine, target: ProfileTarget): Promise<OpaqueProfile> {
  const [summary = {}] = await engine.all(
    `SELECT count(*)::DOUBLE AS "rows", count(x)::DOUBLE AS present, approx_count_distinct(x)::DOUBLE AS "distinct"
     FROM (SELECT ${target.expression} AS x FROM ${target.relation})`,
  );
  const [rows, present] = [Number(summary.rows), Number(summary.present)];
  const { name, role } = target;
  return { kind: "opaque", name, role, rows, missing: rows - present, distinct: Number(summary.distinct) };
}

function distinctSorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function sqlDouble(value: number): string {
  return `CAST(${quoteText(String(value))} AS DOUBLE)`;
}
