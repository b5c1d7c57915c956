/**
 * Counts of many columns on the bins of their profiles, in one pass over their rows. DuckDB's histogram aggregates look
 * a bin up by bisection, which one count with a filter for each bin does not (22 times as slow, 20 columns).
 */
import { type Engine, quoteIdentifier } from "../../io/engine.ts";
import { Parameters } from "../../io/parameters.ts";
import type { Profile } from "./profile-schema.ts";

/** A column with the profile whose bins it is counted on. */
export interface CountedColumn {
  readonly profile: Profile;
  /** SQL over the relation: DOUBLE for a number, VARCHAR for a category. */
  readonly expression: string;
  /** Of which rows it is a column, as SQL that is never NULL; in the others it has no value. All unless told. */
  readonly among?: string;
}

export interface BinCounts {
  readonly rows: number;
  readonly missing: number;
  /** One for each bin, or listed value, of the profile; none for an opaque one. */
  readonly counts: readonly number[];
  /** Of numbers: outside of the bins; above, too, what is counted where the profile has none. */
  readonly below: number;
  readonly above: number;
  /** Of categories: values that are not listed. */
  readonly unlisted: number;
}

export interface CountBinsInput {
  readonly columns: readonly CountedColumn[];
  readonly relation: string;
  /** A whole number as SQL: each of its values is counted apart. All rows together unless told. */
  readonly group?: string;
}

export interface GroupCounts {
  /** The value of `group`; null where it has none. */
  readonly group: number | null;
  /** One for each column, in their order. */
  readonly columns: readonly BinCounts[];
}

/** The counts of every column for each value of `group`, ascending. */
export async function countBins(
  engine: Engine,
  { columns, relation, group = "0" }: CountBinsInput,
): Promise<readonly GroupCounts[]> {
  const parameters = new Parameters();
  const amongs = [...new Set(columns.map(amongOf))];
  const aliased = [
    ...amongs.map((among, index) => `${among} AS _aw_among_${index}`),
    ...columns.map(({ expression }, index) => `${expression} AS ${nameOf(index)}`),
  ];
  const aggregates = [
    ...amongs.map((_, index) => `count(*) FILTER (WHERE _aw_among_${index})::DOUBLE AS _aw_rows_${index}`),
    ...columns.flatMap(({ profile }, index) => aggregatesOf(profile, index, parameters)),
  ];
  const found = await engine.all(
    `SELECT _aw_group${aggregates.map((sql) => `, ${sql}`).join("")}
     FROM (SELECT CAST(${group} AS BIGINT) AS _aw_group${aliased.map((sql) => `, ${sql}`).join("")} FROM ${relation})
     GROUP BY _aw_group ORDER BY _aw_group NULLS LAST`,
    parameters.values,
  );
  return found.map((row) => ({
    group: row._aw_group === null ? null : Number(row._aw_group),
    columns: columns.map((column, index) => {
      const { profile } = column;
      const rows = Number(row[`_aw_rows_${amongs.indexOf(amongOf(column))}`]);
      const present = Number(row[`_aw_${index}_present`]);
      const counted = (row[`_aw_${index}_bins`] ?? []) as readonly number[];
      const none = { counts: [], below: 0, above: 0, unlisted: 0 };
      return { ...none, rows, missing: rows - present, ...readers[profile.kind](profile, counted, present) };
    }),
  }));
}

function amongOf({ among = "TRUE" }: CountedColumn): string {
  return among;
}

function nameOf(index: number): string {
  return quoteIdentifier(`_aw_${index}`);
}

function aggregatesOf(profile: Profile, index: number, parameters: Parameters): string[] {
  const column = nameOf(index);
  const bins = binsSql(profile, column, parameters);
  const present = `count(${column})::DOUBLE AS ${quoteIdentifier(`_aw_${index}_present`)}`;
  return bins === null ? [present] : [present, `${bins} AS ${quoteIdentifier(`_aw_${index}_bins`)}`];
}

/** A list of counts; null where there is no bin. */
function binsSql(profile: Profile, column: string, parameters: Parameters): string | null {
  if (profile.kind === "number") {
    const bounds = lowerBounds(profile.bins.edges).toReversed();
    // Of negated values a bin that ends with its bound is one that begins with it.
    return bounds.length === 0
      ? null
      : bucketList(
          "histogram",
          `-${column}`,
          bounds.map((bound) => parameters.add(-bound)),
        );
  }
  if (profile.kind === "category" && profile.values.length > 0)
    return bucketList(
      "histogram_exact",
      column,
      profile.values.map(({ value }) => parameters.add(value)),
    );
  return null;
}

function bucketList(aggregate: string, values: string, bounds: readonly string[]): string {
  return `list_transform(map_values(${aggregate}(${values}, [${bounds.join(", ")}])), n -> n::DOUBLE)`;
}

/** Where the bins begin, and last where what is above them does: the last bin holds its upper edge. */
function lowerBounds(edges: readonly number[]): number[] {
  const last = edges.at(-1);
  if (last === undefined) return [];
  return [...edges.slice(0, Math.max(1, edges.length - 1)), nextUp(last)];
}

type Counted = Partial<BinCounts>;
type Reader = (profile: Profile, counted: readonly number[], present: number) => Counted;

/** The list's order: numbers from above down, what fits no bin last; categories by the bytes of the value. */
const readers: Readonly<Record<Profile["kind"], Reader>> = {
  number: (profile, counted, present) => {
    const bins = profile.kind === "number" ? profile.bins.counts.length : 0;
    if (bins === 0) return { above: present };
    const [above = 0, ...rest] = counted;
    const counts = Array.from({ length: bins }, (_, bin) => rest[bins - 1 - bin] ?? 0);
    return { counts, above, below: rest[bins] ?? 0 };
  },
  category: (profile, counted, present) => {
    const values = profile.kind === "category" ? profile.values.map(({ value }) => Buffer.from(value)) : [];
    const places = new Map([...values].sort(Buffer.compare).map((value, place) => [value, place]));
    const counts = values.map((value) => counted[places.get(value) ?? -1] ?? 0);
    return { counts, unlisted: present - counts.reduce((sum, count) => sum + count, 0) };
  },
  opaque: () => ({}),
};

/** The next number above `value`. */
function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
