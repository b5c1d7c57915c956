/** The columns of the events that every measure starts from. */
import type { EventsDefinition } from "../../core/definition/index.ts";
import {
  type RowSql,
  rawRowSql,
  rowSql,
  type SqlNode,
  sqlAggregate,
  sqlBigint,
  sqlCall,
  sqlColumn,
} from "../../core/sql/index.ts";
import type { Facts } from "./facts.ts";
import type { Layers } from "./layers.ts";
import type { Measure } from "./measure.ts";
import { type MeasureColumns, onlyWhere } from "./measure-sql.ts";

export interface EventColumns {
  readonly events: EventsDefinition;
  readonly layers: Layers;
  readonly entity: SqlNode;
  /** Microseconds. */
  readonly time: SqlNode;
  /** The total order of the events: event time, event id, row. */
  readonly order: readonly SqlNode[];
  /** Whether the row is an event of the history: it has its keys, is no duplicate and not only asks; null where all rows are. */
  readonly live: SqlNode | null;
  /** Whether the row wants its features; null where all do. */
  readonly asks: SqlNode | null;
}

export const rowColumn = sqlColumn("_aw_row");

const whole = { kind: "whole" } as const;

function all(conditions: readonly SqlNode[]): SqlNode | null {
  const [first, ...rest] = conditions;
  return first === undefined ? null : rest.reduce((left, right) => sqlCall("and", left, right), first);
}

/** The event is the first known of those with its id and entity; an event without id is never a duplicate. */
function firstKnown(layers: Layers, id: SqlNode, entity: SqlNode, keys: readonly SqlNode[]): SqlNode {
  const orderBy = [...keys.map((key) => sqlCall("isNull", key)), ...keys, rowColumn];
  const rank = sqlAggregate("rowNumber", [], { partitionBy: [entity, id], orderBy, frame: whole });
  const isFirst = sqlCall("equals", layers.define("duplicate", rank), sqlBigint(1));
  return sqlCall("or", sqlCall("isNull", id), isFirst);
}

export interface EventColumnsOptions {
  /** A boolean column: rows where it is true want features and are no events. */
  readonly asks?: string | undefined;
}

export function eventColumns(
  events: EventsDefinition,
  facts: Facts,
  layers: Layers,
  { asks: asking }: EventColumnsOptions = {},
): EventColumns {
  const entity = sqlColumn(events.entity);
  const id = events.id === null ? rowColumn : sqlColumn(events.id);
  const time = layers.define("t", sqlCall("microsOf", sqlColumn(events.time)));
  const known =
    events.known === null ? time : layers.define("known", sqlCall("microsOf", sqlColumn(events.known)));
  const asks = asking === undefined ? null : sqlColumn(asking);
  const isEvent = asks === null ? [] : [sqlCall("not", asks)];
  const live = all([
    ...isEvent,
    ...(facts.missingKeys ? [sqlCall("isNotNull", entity), sqlCall("isNotNull", time)] : []),
    ...(facts.duplicates
      ? [firstKnown(layers, id, entity, [...(asks === null ? [] : [asks]), known, time])]
      : []),
  ]);
  return { events, layers, entity, time, order: [time, id, rowColumn], live, asks };
}

/** The place of the event among the entity's, from 1. */
export function placeOf({ layers, entity, order }: EventColumns): SqlNode {
  return layers.define(
    "seq",
    sqlAggregate("rowNumber", [], { partitionBy: [entity], orderBy: order, frame: whole }),
  );
}

/** What `measure` reads of each event. */
export function measureColumns(measure: Measure, columns: EventColumns): MeasureColumns {
  const kindOf = (name: string) => columns.events.columns[name]?.kind;
  const where = measure.where === null ? [] : [rowSql(measure.where, { kindOf })];
  const qualifies = all([...(columns.live === null ? [] : [columns.live]), ...where]);
  const value = measure.value === null ? null : settledValue(measure.value, qualifies, kindOf);
  return { qualifies, value, time: columns.time, seq: () => placeOf(columns) };
}

function settledValue(
  node: NonNullable<Measure["value"]>,
  qualifies: SqlNode | null,
  kindOf: (name: string) => EventsDefinition["columns"][string]["kind"] | undefined,
): RowSql {
  const { facts } = rawRowSql(node, { kindOf });
  const bound = Math.min(facts.bound, Number.MAX_VALUE);
  return {
    sql: onlyWhere(qualifies, rowSql(node, { kindOf })),
    facts: { ...facts, bound, negativeZero: false },
  };
}
