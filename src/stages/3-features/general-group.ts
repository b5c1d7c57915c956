/**
 * The table of measures that share a window:
 * all time: events at the instant they become visible and rows at their own, on one axis, in one running frame;
 * a duration: in a running frame too, where it can be (`sliding-sql.ts`); else rows meet the events of their entity in
 * buckets of the window's length, then by exact bounds;
 * the last N: the N greatest places on that axis, joined to their events.
 */
import {
  type Dialect,
  printSql,
  type RowSql,
  type SqlNode,
  sqlAggregate,
  sqlBigint,
  sqlCall,
  sqlColumn,
  sqlOnly,
  type WindowSpec,
} from "../../core/sql/index.ts";
import { type EventColumns, placeOf, rowColumn } from "./event-columns.ts";
import { column, names } from "./general-names.ts";
import type { Measure } from "./measure.ts";
import { type MeasureColumns, measureSql, onlyWhere } from "./measure-sql.ts";
import { countedSql, type DurationWay, durationWay, latestSql, type SlidingSql } from "./sliding-sql.ts";
import { type Visibility, visibleFromSql } from "./visibility.ts";

export interface Member {
  readonly measure: Measure;
  readonly read: MeasureColumns;
  /** The measure's names in the event branch and in the result. */
  readonly name: string;
}

type KnownVisibility = Extract<Visibility, { kind: "known" }>;

export class GeneralGroup {
  readonly #members: readonly Member[];
  readonly #columns: EventColumns;
  readonly #dialect: Dialect;

  constructor(members: readonly Member[], columns: EventColumns, dialect: Dialect) {
    this.#members = members;
    this.#columns = columns;
    this.#dialect = dialect;
  }

  select(events: string): string {
    const [first] = this.#members;
    if (first === undefined) throw new TypeError("a group of measures is empty");
    const { kind, window } = first.measure;
    if (window.kind === "duration")
      return this.#duration[durationWay(kind, first.read.value)](events, window.micros);
    return window.kind === "all" ? this.#allTime(events) : this.#last(events, window.events);
  }

  #print(node: SqlNode): string {
    return printSql(node, this.#dialect);
  }

  #as(node: SqlNode, name: string): string {
    return `${this.#print(node)} AS ${this.#dialect.quoteName(name)}`;
  }

  /** The events that may ever count, with what each measure reads of them. */
  #events(events: string): string {
    const { entity, time, live } = this.#columns;
    const visibility = this.#members[0]?.measure.visibility as KnownVisibility;
    const visible = visibleFromSql(this.#columns.events, visibility.outcome);
    const read = this.#members.flatMap(({ read: { qualifies, value }, name }) => [
      this.#as(onlyWhere(qualifies, sqlBigint(1)), `${name}_q`),
      ...(value === null ? [] : [this.#as(value.sql, `${name}_x`)]),
    ]);
    const keys = [
      this.#as(entity, names.entity),
      this.#as(time, names.time),
      this.#as(visible, names.visible),
      this.#as(placeOf(this.#columns), names.seq),
    ];
    const present = [entity, time, visible].map((key) => `${this.#print(key)} IS NOT NULL`);
    const conditions = [...present, ...(live === null ? [] : [this.#print(live)])];
    return `SELECT ${[...keys, ...read].join(", ")} FROM ${events} WHERE ${conditions.join(" AND ")}`;
  }

  /** The rows that ask, with their instant. */
  #rows(events: string, extra: readonly string[] = []): string {
    const { entity, time } = this.#columns;
    const columns = [
      this.#as(rowColumn, "_aw_row"),
      this.#as(entity, names.entity),
      this.#as(time, names.time),
      ...extra,
    ];
    const { asks } = this.#columns;
    return `SELECT ${columns.join(", ")} FROM ${events}${asks === null ? "" : ` WHERE ${this.#print(asks)}`}`;
  }

  #aggregate({ measure, read, name }: Member, window: WindowSpec | null): SqlNode {
    const qualifies = sqlCall("isNotNull", sqlColumn(`${name}_q`, "e"));
    const value: RowSql | null =
      read.value === null ? null : { ...read.value, sql: sqlColumn(`${name}_x`, "e") };
    if (measure.kind === "distinct") {
      return sqlCall(
        "toDouble",
        sqlAggregate(window === null ? "countDistinct" : "count", [value?.sql ?? qualifies], window),
      );
    }
    return measureSql[measure.kind]({ qualifies, value, time: column.time, seq: () => column.seq }, window);
  }

  readonly #duration: Readonly<Record<DurationWay, (events: string, micros: number) => string>> = {
    counted: (events, micros) => countedSql(this.#sliding(micros), this.#events(events), this.#rows(events)),
    latest: (events, micros) => latestSql(this.#sliding(micros), this.#axis(events), this.#overRunning()),
    joined: (events, micros) => this.#joined(events, micros),
  };

  #sliding(micros: number): SlidingSql {
    return {
      measures: this.#members.map(({ measure: { kind }, name }) => ({ kind, name })),
      micros,
      running: this.#running(),
      as: (node, name) => this.#as(node, name),
    };
  }

  #joined(events: string, micros: number): string {
    const bucket = (instant: SqlNode): string =>
      this.#print(sqlCall("integerDivide", instant, sqlBigint(micros)));
    const end = sqlCall("plus", column.time, sqlBigint(micros));
    const inBucket = (instant: SqlNode, where: string): string =>
      `SELECT e.*, ${bucket(instant)} AS _aw_bucket FROM (${this.#events(events)}) AS e WHERE ${this.#print(column.visible)} <= ${this.#print(end)}${where}`;
    const differs = ` AND ${bucket(column.visible)} <> ${bucket(end)}`;
    const aggregates = this.#members.map((member) => this.#as(this.#aggregate(member, null), member.name));
    const rowBucket = `${bucket(this.#columns.time)} AS _aw_bucket`;
    return `SELECT q._aw_row AS _aw_row, ${aggregates.join(", ")}
      FROM (${this.#rows(events, [rowBucket])}) AS q
      JOIN (${inBucket(column.visible, "")} UNION ALL ${inBucket(end, differs)}) AS e
      ON e._aw_entity = q._aw_entity AND e._aw_bucket = q._aw_bucket
      AND e._aw_v <= q._aw_s AND q._aw_s <= e._aw_s + ${micros}
      GROUP BY q._aw_row`;
  }

  /** Events and rows on one axis; the columns of the events are null in the rows. */
  #axis(events: string): string {
    const fields = this.#members.flatMap(({ name, read }) => [
      `${name}_q`,
      ...(read.value === null ? [] : [`${name}_x`]),
    ]);
    const quoted = fields.map((field) => this.#dialect.quoteName(field));
    const nulls = quoted.map((field) => `NULL AS ${field}`);
    const distinct = this.#members.filter(({ measure }) => measure.kind === "distinct");
    const own = quoted.map((field, index) => {
      const member = distinct.find(({ name }) => `${name}_x` === fields[index]);
      return member === undefined ? `e.${field}` : `${this.#print(this.#firstSeen(member))} AS ${field}`;
    });
    const keys = "_aw_entity, _aw_s";
    return `SELECT NULL AS _aw_row, e._aw_entity, e._aw_s, e._aw_v AS _aw_axis, e._aw_place${own.map((field) => `, ${field}`).join("")}
      FROM (${this.#events(events)}) AS e
      UNION ALL SELECT _aw_row, ${keys}, _aw_s AS _aw_axis, NULL AS _aw_place${nulls.map((field) => `, ${field}`).join("")}
      FROM (${this.#rows(events)}) AS q`;
  }

  /** The value where the event is the first with it to become visible. */
  #firstSeen({ name }: Member): SqlNode {
    const value = sqlColumn(`${name}_x`, "e");
    const rank = sqlAggregate("rowNumber", [], {
      partitionBy: [column.entity, value],
      orderBy: [column.visible, column.seq],
      frame: { kind: "whole" },
    });
    return sqlOnly(sqlCall("equals", rank, sqlBigint(1)), value);
  }

  #running(): WindowSpec {
    return {
      partitionBy: [column.entity],
      orderBy: [column.axis],
      frame: { kind: "range", preceding: "unbounded", end: 0 },
    };
  }

  #overRunning(): string[] {
    return this.#members.map((member) => this.#as(this.#aggregate(member, this.#running()), member.name));
  }

  #allTime(events: string): string {
    return `SELECT * FROM (SELECT e._aw_row AS _aw_row, ${this.#overRunning().join(", ")} FROM (${this.#axis(events)}) AS e) AS running
      WHERE _aw_row IS NOT NULL`;
  }

  #last(events: string, count: number): string {
    const [first] = this.#members;
    if (first === undefined) throw new TypeError("a group of measures is empty");
    const counted = sqlOnly(sqlCall("isNotNull", sqlColumn(`${first.name}_q`, "e")), column.seq);
    const places = sqlAggregate("greatest", [counted, sqlBigint(count)], this.#running());
    const aggregates = this.#members.map((member) => this.#as(this.#aggregate(member, null), member.name));
    return `SELECT q._aw_row AS _aw_row, ${aggregates.join(", ")}
      FROM (SELECT _aw_row, _aw_entity, unnest(places) AS _aw_place FROM
        (SELECT e._aw_row, e._aw_entity, ${this.#print(places)} AS places FROM (${this.#axis(events)}) AS e) AS listed
        WHERE _aw_row IS NOT NULL) AS q
      JOIN (${this.#events(events)}) AS e ON e._aw_entity = q._aw_entity AND e._aw_place = q._aw_place
      GROUP BY q._aw_row`;
  }
}
