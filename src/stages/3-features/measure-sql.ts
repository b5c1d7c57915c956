/** A measure as one SQL aggregate over a frame or a group: the same table serves windows and GROUP BY. */
import {
  type RowSql,
  type SqlNode,
  sqlAggregate,
  sqlBigint,
  sqlCall,
  sqlDouble,
  sqlOnly,
  type WindowSpec,
  wholeNumber,
} from "../../core/sql/index.ts";
import { largestDeviating, type MeasureKind } from "./measure.ts";

/** The columns that a measure reads. */
export interface MeasureColumns {
  /** Whether the event counts; null where every event does. */
  readonly qualifies: SqlNode | null;
  /** The settled value, null where the event does not count. */
  readonly value: RowSql | null;
  /** Microseconds. */
  readonly time: SqlNode;
  /** The place of the event in the order (event time, event id); only what keeps an order reads it. */
  readonly seq: () => SqlNode;
}

type MeasureSql = (columns: MeasureColumns, window: WindowSpec | null) => SqlNode;

function ownValue({ value }: MeasureColumns): RowSql {
  if (value === null) throw new TypeError("a measure lacks its value");
  return value;
}

function ofValue(name: "sum" | "min" | "max"): MeasureSql {
  return (columns, window) => sqlAggregate(name, [ownValue(columns).sql], window);
}

/** `value` where `qualifies` holds, everywhere where it is null. */
export function onlyWhere(qualifies: SqlNode | null, value: SqlNode): SqlNode {
  return qualifies === null ? value : sqlOnly(qualifies, value);
}

function counted(value: SqlNode, window: WindowSpec | null): SqlNode {
  return sqlCall("toDouble", sqlAggregate("count", [value], window));
}

/** DuckDB stops the query where a variance overflows, so great values are kept from it. */
const deviation: MeasureSql = (columns, window) => {
  const { sql, facts } = ownValue(columns);
  if (facts.bound < largestDeviating) return sqlAggregate("sampleDeviation", [sql], window);
  const limit = sqlDouble(largestDeviating);
  const small = sqlOnly(sqlCall("lt", sqlCall("abs", sql), limit), sql);
  const greatest = sqlAggregate("max", [sqlCall("abs", sql)], window);
  return sqlOnly(sqlCall("lt", greatest, limit), sqlAggregate("sampleDeviation", [small], window));
};

/** The value at the least or greatest place; a missing value has no place. */
function atPlace(name: "valueAtMin" | "valueAtMax"): MeasureSql {
  return (columns, window) => {
    const { sql } = ownValue(columns);
    return sqlAggregate(name, [sql, sqlOnly(sqlCall("isNotNull", sql), columns.seq())], window);
  };
}

export const measureSql: Readonly<Record<Exclude<MeasureKind, "distinct">, MeasureSql>> = {
  count: ({ qualifies }, window) => counted(onlyWhere(qualifies, sqlBigint(1)), window),
  values: (columns, window) => counted(ownValue(columns).sql, window),
  sum: ofValue("sum"),
  deviation,
  min: ofValue("min"),
  max: ofValue("max"),
  first: atPlace("valueAtMin"),
  last: atPlace("valueAtMax"),
  lastTime: ({ qualifies, time }, window) => sqlAggregate("max", [onlyWhere(qualifies, time)], window),
};

const mostEvents = 2 ** 53;

/** What is known of a measure's number. */
export function measureFacts(kind: MeasureKind, value: RowSql | null): RowSql["facts"] {
  if (kind === "count" || kind === "values" || kind === "distinct") return wholeNumber(mostEvents);
  const facts = value?.facts ?? wholeNumber(0);
  const finite = Math.min(facts.bound, Number.MAX_VALUE);
  if (kind === "sum") return { bound: finite * mostEvents, whole: facts.whole, negativeZero: false };
  if (kind === "deviation") return { bound: 2 * finite, whole: false, negativeZero: false };
  return { bound: finite, whole: facts.whole, negativeZero: false };
}
