/** Whole columns of a relation into profiles of each of its windows, on the bins of the version's reference profile. */
import {
  type CategoryWindow,
  farthestUnits,
  fixedPointOf,
  type NumberWindow,
  type OpaqueWindow,
  sketchOf,
  sketchPartSql,
} from "../../../core/profile/index.ts";
import type { Engine, Parameter, SqlRow } from "../../../io/engine.ts";
import type { CategoryProfile, NumberProfile, Profile } from "../../6-package/index.ts";

/** What is profiled: an SQL expression (DOUBLE for a number, otherwise VARCHAR) over a relation with window_start. */
export interface WindowTarget<P extends Profile = Profile> {
  readonly reference: P;
  readonly sql: string;
  /** FROM item. */
  readonly relation: string;
}

export interface WindowedProfile {
  readonly windowStart: number;
  readonly profile: NumberWindow | CategoryWindow | OpaqueWindow;
}

/** One profile for each window of the relation. */
export async function valueWindows(
  engine: Engine,
  target: WindowTarget,
): Promise<readonly WindowedProfile[]> {
  const { reference } = target;
  if (reference.kind === "number") return await numberWindows(engine, { ...target, reference });
  if (reference.kind === "category") return await categoryWindows(engine, { ...target, reference });
  const rows = await engine.all(grouped(target, []));
  return rows.map((row) => ({
    windowStart: Number(row.w),
    profile: { kind: "opaque", ...commonOf(reference, row) },
  }));
}

/** Edges, centre and listed values are data: they are parameters, for an error carries the SQL. */
class Parameters {
  readonly values: Parameter[] = [];

  add(value: Parameter): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

function grouped({ sql, relation }: Omit<WindowTarget, "reference">, figures: readonly string[]): string {
  const all = ["count(*) AS rows", "count(x) AS present", ...figures];
  return `SELECT w, ${all.join(", ")} FROM (SELECT window_start AS w, ${sql} AS x FROM ${relation}) GROUP BY w ORDER BY w`;
}

function commonOf({ name, role }: Profile, { rows, present }: SqlRow) {
  return { name, role, rows: Number(rows), missing: Number(rows) - Number(present) };
}

async function numberWindows(
  engine: Engine,
  { reference, sql, relation }: WindowTarget<NumberProfile>,
): Promise<readonly WindowedProfile[]> {
  const { edges } = reference.bins;
  const point = fixedPointOf(reference);
  const parameters = new Parameters();
  const units = `floor((x - ${parameters.add(point.center)}) / ${parameters.add(point.unit)} + 0.5)`;
  const near = `CASE WHEN abs(${units}) <= ${farthestUnits} THEN CAST(${units} AS HUGEINT) END`;
  const figures = [
    `${binCounts(edges, parameters)} AS counts`,
    "min(x) AS low",
    "max(x) AS high",
    `count(${near}) AS near`,
    `CAST(coalesce(sum(${near}), 0) AS VARCHAR) AS sum`,
    `CAST(coalesce(sum((${near}) * (${near})), 0) AS VARCHAR) AS squares`,
    `histogram(${sketchPartSql("x")}) AS parts`,
  ];
  // What is no number is no value.
  const finite = `CASE WHEN isfinite(${sql}) THEN ${sql} END`;
  const query = grouped({ sql: finite, relation }, figures);
  const rows = await engine.all(
    `SELECT * EXCLUDE (parts), map_keys(parts) AS parts, map_values(parts) AS part_counts FROM (${query})`,
    parameters.values,
  );
  return rows.map((row) => {
    const [below = 0, ...rest] = (row.counts as number[]).map(Number);
    const parts = (row.parts ?? []) as number[];
    const counts = (row.part_counts ?? []) as number[];
    return {
      windowStart: Number(row.w),
      profile: {
        kind: "number",
        ...commonOf(reference, row),
        counts: rest.slice(0, -1),
        below,
        above: rest.at(-1) ?? 0,
        min: row.low === null ? null : Number(row.low),
        max: row.high === null ? null : Number(row.high),
        moments: {
          ...point,
          count: Number(row.near),
          sum: String(row.sum),
          sumOfSquares: String(row.squares),
        },
        sketch: sketchOf(parts.map((part, at) => [Number(part), Number(counts[at])])),
      },
    };
  });
}

/** A list: below, one for each bin, above. Without a bin, everything is above. */
function binCounts(edges: readonly number[], parameters: Parameters): string {
  const count = (condition: string) => `count(*) FILTER (${condition})`;
  const marks = edges.map((edge) => parameters.add(edge));
  const [first] = marks;
  const last = marks.at(-1);
  if (first === undefined || last === undefined) return `[0, ${count("x IS NOT NULL")}]`;
  const bins = Math.max(1, edges.length - 1);
  const counts = Array.from({ length: bins }, (_, at) =>
    count(
      at === bins - 1 ? `x >= ${marks[at]} AND x <= ${last}` : `x >= ${marks[at]} AND x < ${marks[at + 1]}`,
    ),
  );
  return `[${[count(`x < ${first}`), ...counts, count(`x > ${last}`)].join(", ")}]`;
}

async function categoryWindows(
  engine: Engine,
  { reference, sql, relation }: WindowTarget<CategoryProfile>,
): Promise<readonly WindowedProfile[]> {
  const parameters = new Parameters();
  const counts = reference.values.map(({ value }) => `count(*) FILTER (x = ${parameters.add(value)})`);
  const list = counts.length === 0 ? "CAST([] AS BIGINT[])" : `[${counts.join(", ")}]`;
  // Of any other type, a listed value would be converted, and an error tell it.
  const text = `CAST(${sql} AS VARCHAR)`;
  const rows = await engine.all(grouped({ sql: text, relation }, [`${list} AS counts`]), parameters.values);
  return rows.map((row) => {
    const own = (row.counts as number[]).map(Number);
    const unlisted = Number(row.present) - own.reduce((sum, count) => sum + count, 0);
    const listsAll = reference.other === 0;
    return {
      windowStart: Number(row.w),
      profile: {
        kind: "category",
        ...commonOf(reference, row),
        counts: own,
        other: listsAll ? 0 : unlisted,
        unseen: listsAll ? unlisted : 0,
      },
    };
  });
}
