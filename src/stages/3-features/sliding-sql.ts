/**
 * Measures over a duration whose events become visible at times of their own, in one running frame over each entity's
 * axis of time: joining every row with every event of its window takes as long as there are such pairs.
 *
 * counted: an event comes when it becomes visible and goes when the window has passed it. What comes and goes must
 * cancel to the bit, so sums are of whole numbers, in 128 bits.
 * latest: what was last of all that was visible by then, where it lies in the window.
 */
import {
  type RowSql,
  type SqlNode,
  sqlAggregate,
  sqlBigint,
  sqlCall,
  sqlColumn,
  sqlDouble,
  sqlOnly,
  type WindowSpec,
} from "../../core/sql/index.ts";
import { column, names } from "./general-names.ts";
import type { MeasureKind } from "./measure.ts";

export type DurationWay = "counted" | "latest" | "joined";

const ways: Readonly<Partial<Record<MeasureKind, DurationWay>>> = {
  count: "counted",
  values: "counted",
  last: "latest",
  lastTime: "latest",
};

/** Up to this magnitude 2^64 whole numbers have a sum in 128 bits. */
const largestCounted = 2 ** 63;

/** How a measure of `kind` is taken over a duration. */
export function durationWay(kind: MeasureKind, value: RowSql | null): DurationWay {
  if (kind === "sum" && value?.facts.whole === true && value.facts.bound <= largestCounted) return "counted";
  return ways[kind] ?? "joined";
}

export interface Slid {
  readonly kind: MeasureKind;
  /** Of its columns: `…_q` is not null where the event counts, `…_x` is its value. */
  readonly name: string;
}

export interface SlidingSql {
  readonly measures: readonly Slid[];
  readonly micros: number;
  /** Over what has come to `_aw_axis` in each entity of `e`. */
  readonly running: WindowSpec;
  as(node: SqlNode, name: string): string;
}

/** The table of counted measures, of `events` with what they read and `rows` that ask. */
export function countedSql(sliding: SlidingSql, events: string, rows: string): string {
  const { measures, micros, running, as } = sliding;
  const sign = sqlColumn("sign", "turn");
  const passed = sqlCall("plus", column.time, sqlBigint(micros + 1));
  const axis: SqlNode = {
    kind: "case",
    branches: [[sqlCall("gt", sign, sqlBigint(0)), column.visible]],
    otherwise: passed,
  };
  const fields = measures.flatMap(({ kind, name }) => {
    const value = sqlColumn(`${name}_x`, "e");
    const counts = sqlCall("isNotNull", kind === "count" ? sqlColumn(`${name}_q`, "e") : value);
    const amount = sqlCall("times", sqlCall("toWide", value), sign);
    return [
      { name: `${name}_n`, sql: sqlOnly(counts, sign) },
      ...(kind === "sum" ? [{ name: `${name}_x`, sql: amount }] : []),
    ];
  });
  const total = (name: string) => sqlCall("toDouble", sqlAggregate("sum", [sqlColumn(name, "e")], running));
  const totals = measures.map(({ kind, name }) => {
    const count = total(`${name}_n`);
    const sum = kind === "sum" ? sqlOnly(sqlCall("gt", count, sqlDouble(0)), total(`${name}_x`)) : count;
    return as(sum, name);
  });
  return `SELECT * FROM (SELECT e._aw_row AS _aw_row, ${totals.join(", ")} FROM (
      SELECT NULL AS _aw_row, e._aw_entity, ${[as(axis, names.axis), ...fields.map(({ sql, name }) => as(sql, name))].join(", ")}
      FROM (${events}) AS e CROSS JOIN (SELECT CAST(1 AS BIGINT) AS sign UNION ALL SELECT CAST(-1 AS BIGINT) AS sign) AS turn
      WHERE e._aw_v <= e._aw_s + ${micros}
      UNION ALL SELECT _aw_row, _aw_entity, _aw_s AS _aw_axis${fields.map(({ name }) => `, NULL AS ${name}`).join("")}
      FROM (${rows}) AS q) AS e) AS running
    WHERE _aw_row IS NOT NULL`;
}

/** The table of latest measures; `taken` is each over `running`, `axis` the events and the rows on one axis. */
export function latestSql(sliding: SlidingSql, axis: string, taken: readonly string[]): string {
  const { measures, micros, running, as } = sliding;
  const since = sqlCall("minus", sqlColumn(names.time), sqlBigint(micros));
  const times = measures.map(({ kind, name }) => {
    const counts = sqlCall("isNotNull", sqlColumn(`${name}_${kind === "last" ? "x" : "q"}`, "e"));
    return as(sqlAggregate("max", [sqlOnly(counts, column.time)], running), `${name}_t`);
  });
  const inWindow = measures.map(({ name }) =>
    as(sqlOnly(sqlCall("gte", sqlColumn(`${name}_t`), since), sqlColumn(name)), name),
  );
  return `SELECT _aw_row, ${inWindow.join(", ")}
    FROM (SELECT e._aw_row AS _aw_row, e._aw_s AS _aw_s, ${[...taken, ...times].join(", ")} FROM (${axis}) AS e) AS running
    WHERE _aw_row IS NOT NULL`;
}
