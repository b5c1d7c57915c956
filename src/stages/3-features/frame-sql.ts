/** Measures whose events become visible a constant time after they happened: frames over epoch microseconds. */
import {
  type SqlNode,
  sqlAggregate,
  sqlBoolean,
  sqlCall,
  sqlDouble,
  sqlOnly,
  type WindowSpec,
} from "../../core/sql/index.ts";
import { distinctSql } from "./distinct-sql.ts";
import { type EventColumns, measureColumns } from "./event-columns.ts";
import { emptyMeasure, type Measure, type MeasureKind } from "./measure.ts";
import { type MeasureColumns, measureSql } from "./measure-sql.ts";

type WindowSql = {
  readonly [K in Measure["window"]["kind"]]: (
    measure: Measure & { readonly window: Extract<Measure["window"], { kind: K }> },
    lag: number,
    columns: EventColumns,
  ) => SqlNode;
};

/** The entity's events from `preceding` to `end` microseconds before the current row's time. */
function range({ entity, time }: EventColumns, preceding: number | "unbounded", end: number): WindowSpec {
  return { partitionBy: [entity], orderBy: [time], frame: { kind: "range", preceding, end } };
}

function valueSql(read: MeasureColumns): SqlNode {
  if (read.value === null) throw new TypeError("a measure lacks its value");
  return read.value.sql;
}

function timeFrame(measure: Measure, lag: number, reach: number | null, columns: EventColumns): SqlNode {
  const read = measureColumns(measure, columns);
  const { layers, entity, time } = columns;
  if (measure.kind !== "distinct") {
    return measureSql[measure.kind](read, range(columns, reach ?? "unbounded", lag));
  }
  return distinctSql({
    layers,
    partitionBy: [entity],
    axis: time,
    order: columns.order.slice(1),
    value: valueSql(read),
    lag,
    reach,
    upTo: (preceding) => range(columns, "unbounded", preceding),
  });
}

/**
 * The last N: events that qualify are numbered, each gets the measure over itself and the N − 1 before it, and a row
 * takes it from the last one that it sees.
 */
function lastFrame(
  measure: Measure & { window: { events: number } },
  lag: number,
  columns: EventColumns,
): SqlNode {
  const { layers, entity, time, order } = columns;
  const { events } = measure.window;
  const read = measureColumns(measure, columns);
  const partitionBy = read.qualifies === null ? [entity] : [entity, read.qualifies];
  const rank: WindowSpec = { partitionBy, orderBy: order, frame: { kind: "whole" } };
  const place = layers.define("place", sqlAggregate("rowNumber", [], rank));
  const ownPlace = read.qualifies === null ? place : sqlOnly(read.qualifies, place);
  const visible = range(columns, "unbounded", lag);
  const lastPlace = layers.define("last_place", sqlAggregate("max", [ownPlace], visible));
  if (measure.kind === "lastTime") return measureSql.lastTime(read, visible);
  if (measure.kind === "count") return atMost(sqlCall("toDouble", lastPlace), events);
  const rows = (from: number | "unbounded", end: number): WindowSpec => ({
    partitionBy,
    orderBy: [place],
    frame: { kind: "rows", preceding: from, end },
  });
  const overLast =
    measure.kind === "distinct"
      ? distinctSql({
          layers,
          partitionBy,
          axis: place,
          order: [],
          value: valueSql(read),
          lag: 0,
          reach: events - 1,
          upTo: (preceding) => rows("unbounded", preceding),
        })
      : measureSql[measure.kind]({ ...read, time, seq: () => place }, rows(events - 1, 0));
  const own = layers.define("own", overLast);
  const known = sqlCall("isNotNull", own);
  const ownKnown = sqlOnly(read.qualifies === null ? known : sqlCall("and", read.qualifies, known), place);
  const carried = sqlAggregate("valueAtMax", [own, ownKnown], visible);
  const isLast = sqlCall("equals", lastPlace, sqlAggregate("max", [ownKnown], visible));
  return orEmpty(measure.kind, sqlOnly(isLast, carried));
}

function atMost(count: SqlNode, limit: number): SqlNode {
  const bound = sqlDouble(limit);
  return {
    kind: "case",
    branches: [
      [sqlCall("isNull", count), sqlDouble(0)],
      [sqlCall("gt", count, bound), bound],
    ],
    otherwise: count,
  };
}

function orEmpty(kind: MeasureKind, value: SqlNode): SqlNode {
  const counts = kind === "values" || kind === "distinct";
  return counts ? sqlCall("coalesce", value, sqlDouble(0)) : value;
}

/** The window ends before anything is visible. */
function nothing(measure: Measure, columns: EventColumns): SqlNode {
  if (emptyMeasure(measure.kind) === 0) return sqlDouble(0);
  const { value, time } = measureColumns(measure, columns);
  return sqlOnly(sqlBoolean(false), value?.sql ?? time);
}

const windowSql: WindowSql = {
  duration: (measure, lag, columns) =>
    lag > measure.window.micros
      ? nothing(measure, columns)
      : timeFrame(measure, lag, measure.window.micros, columns),
  all: (measure, lag, columns) => timeFrame(measure, lag, null, columns),
  last: (measure, lag, columns) => lastFrame(measure, lag, columns),
};

/** The SQL of `measure` where events are visible `lag` microseconds after they happened. */
export function frameSql(measure: Measure, lag: number, columns: EventColumns): SqlNode {
  const { window } = measure;
  const write = windowSql[window.kind] as (measure: Measure, lag: number, columns: EventColumns) => SqlNode;
  return write(measure, lag, columns);
}
