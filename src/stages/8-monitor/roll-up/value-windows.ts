/** Whole columns of a relation into profiles of each of its windows, on the bins of the version's reference profiles. */
import {
  type CategoryWindow,
  type FixedPoint,
  farthestUnits,
  fixedPointOf,
  type NumberWindow,
  type OpaqueWindow,
  sketchOf,
  sketchPartSql,
} from "../../../core/profile/index.ts";
import type { Engine, SqlRow } from "../../../io/engine.ts";
import { Parameters } from "../../../io/parameters.ts";
import { type BinCounts, countBins, type NumberProfile, type Profile } from "../../6-package/index.ts";

/** What is profiled: an SQL expression (DOUBLE for a number, otherwise VARCHAR) over a relation with window_start. */
export interface WindowTarget<P extends Profile = Profile> {
  readonly reference: P;
  readonly sql: string;
  /** Of which rows it is told, as SQL that is never NULL: it is NULL in the others. All unless told. */
  readonly among?: string;
}

export interface ValueWindowsInput {
  readonly targets: readonly WindowTarget[];
  /** FROM item. */
  readonly relation: string;
}

type ValueWindow = NumberWindow | CategoryWindow | OpaqueWindow;

export interface WindowedProfile {
  readonly windowStart: number;
  readonly profile: ValueWindow;
}

/** The profiles of every window of the relation, of what is told of any row of it: its counts in one pass over all columns, what else numbers have in another. */
export async function valueWindows(
  engine: Engine,
  { targets, relation }: ValueWindowsInput,
): Promise<readonly WindowedProfile[]> {
  const columns = targets.map((target) => ({
    profile: target.reference,
    expression: valueSql(target),
    ...(target.among === undefined ? {} : { among: target.among }),
  }));
  const counted = await countBins(engine, { columns, relation, group: "window_start" });
  const numbers = targets.filter(isNumber);
  const shapes = await numberShapes(engine, numbers, relation);
  return counted.flatMap(({ group: windowStart, columns: found }) => {
    if (windowStart === null) return [];
    const shaped = shapes.get(windowStart) ?? [];
    return targets.flatMap((target, index) => {
      const counts = found[index];
      if (counts === undefined || counts.rows === 0) return [];
      const shape = isNumber(target) ? shaped[numbers.indexOf(target)] : undefined;
      return [{ windowStart, profile: windowOf(target.reference, counts, shape) }];
    });
  });
}

function isNumber(target: WindowTarget): target is WindowTarget<NumberProfile> {
  return target.reference.kind === "number";
}

/** What is no number is no value; of any other type, a listed value would be converted, and an error tell it. */
function valueSql({ reference, sql }: WindowTarget): string {
  return reference.kind === "number"
    ? `CASE WHEN isfinite(${sql}) THEN ${sql} END`
    : `CAST(${sql} AS VARCHAR)`;
}

const commonOf = ({ name, role }: Profile, { rows, missing }: BinCounts) => ({ name, role, rows, missing });

type Shape = Pick<NumberWindow, "min" | "max" | "moments" | "sketch">;

function windowOf(reference: Profile, found: BinCounts, shape: Shape | undefined): ValueWindow {
  const common = commonOf(reference, found);
  const { counts, below, above, unlisted } = found;
  if (shape !== undefined) return { kind: "number", ...common, counts: [...counts], below, above, ...shape };
  if (reference.kind !== "category") return { kind: "opaque", ...common };
  const listsAll = reference.other === 0;
  const [other, unseen] = listsAll ? [0, unlisted] : [unlisted, 0];
  return { kind: "category", ...common, counts: [...counts], other, unseen };
}

/** Extremes, moments and sketches of each window, one for each of `targets`. */
async function numberShapes(
  engine: Engine,
  targets: readonly WindowTarget<NumberProfile>[],
  relation: string,
): Promise<ReadonlyMap<number, readonly Shape[]>> {
  if (targets.length === 0) return new Map();
  const parameters = new Parameters();
  const points = targets.map(({ reference }) => fixedPointOf(reference));
  const values = targets.map((target, index) => `${valueSql(target)} AS x${index}`);
  const units = points.map((point, index) => `${unitsSql(`x${index}`, point, parameters)} AS u${index}`);
  const near = targets.map((_, index) => `${nearSql(`u${index}`)} AS n${index}`);
  const figures = targets.flatMap((_, index) => figuresOf(index));
  const parts = targets.map(
    (_, index) => `map_keys(parts${index}) AS parts${index}, map_values(parts${index}) AS counts${index}`,
  );
  const dropped = targets.map((_, index) => `parts${index}`);
  // Levels, so that what several figures are of is computed, and planned, once.
  const shifted = `SELECT *, ${units.join(", ")} FROM (SELECT window_start AS w, ${values.join(", ")} FROM ${relation})`;
  const counted = `SELECT w, ${figures.join(", ")} FROM (SELECT *, ${near.join(", ")} FROM (${shifted})) GROUP BY w`;
  const rows = await engine.all(
    `SELECT * EXCLUDE (${dropped.join(", ")}), ${parts.join(", ")} FROM (${counted})`,
    parameters.values,
  );
  return new Map(
    rows.map((row) => [Number(row.w), points.map((point, index) => shapeOf(row, index, point))]),
  );
}

function unitsSql(x: string, { center, unit }: FixedPoint, parameters: Parameters): string {
  return `floor((${x} - ${parameters.add(center)}) / ${parameters.add(unit)} + 0.5)`;
}

function nearSql(units: string): string {
  return `CASE WHEN abs(${units}) <= ${farthestUnits} THEN CAST(${units} AS HUGEINT) END`;
}

function figuresOf(index: number): string[] {
  const [x, near] = [`x${index}`, `n${index}`];
  return [
    `min(${x}) AS low${index}`,
    `max(${x}) AS high${index}`,
    `count(${near}) AS near${index}`,
    `CAST(coalesce(sum(${near}), 0) AS VARCHAR) AS sum${index}`,
    `CAST(coalesce(sum(${near} * ${near}), 0) AS VARCHAR) AS squares${index}`,
    `histogram(${sketchPartSql(x)}) AS parts${index}`,
  ];
}

function shapeOf(row: SqlRow, index: number, point: FixedPoint): Shape {
  const extreme = (value: unknown) => (value === null ? null : Number(value));
  const parts = (row[`parts${index}`] ?? []) as number[];
  const counts = (row[`counts${index}`] ?? []) as number[];
  return {
    min: extreme(row[`low${index}`]),
    max: extreme(row[`high${index}`]),
    moments: {
      ...point,
      count: Number(row[`near${index}`]),
      sum: String(row[`sum${index}`]),
      sumOfSquares: String(row[`squares${index}`]),
    },
    sketch: sketchOf(parts.map((part, at) => [Number(part), Number(counts[at])])),
  };
}
