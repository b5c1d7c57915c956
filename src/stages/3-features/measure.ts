/**
 * Every aggregate is a formula over measures, the few things that must be computed over a window. The SQL compiler
 * makes a column of each measure and the reducer a running state; both share this table.
 */
import type { EventsDefinition } from "../../core/definition/index.ts";
import type {
  AggregateFunction,
  AggregateNode,
  ExpressionNode,
  Value,
  Window,
} from "../../core/expression/index.ts";
import {
  type RowSql,
  type SqlNode,
  sqlCall,
  sqlDouble,
  sqlOnly,
  sqlText,
  wholeNumber,
} from "../../core/sql/index.ts";
import { type Visibility, visibilityOf } from "./visibility.ts";

export const measureKinds = [
  "count", "values", "sum", "deviation", "min", "max", "first", "last", "lastTime", "distinct",
] as const; // biome-ignore format: one group of kinds a line
/** values: how many are not missing. lastTime: microseconds of the last event. deviation: sample standard deviation. */
export type MeasureKind = (typeof measureKinds)[number];

export interface Measure {
  readonly kind: MeasureKind;
  readonly value: ExpressionNode | null;
  readonly where: ExpressionNode | null;
  readonly window: Window;
  readonly visibility: Visibility;
}

/** Above this magnitude a variance need not fit a 64-bit float: a window with such a value has no deviation. */
export const largestDeviating = 1e150;

interface Formula {
  readonly measures: readonly { readonly kind: MeasureKind; readonly allTime?: boolean }[];
  sql(measures: readonly RowSql[], t: SqlNode): RowSql;
  value(measures: readonly Value[], t: number): Value;
}

const textFacts = wholeNumber(0);

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new TypeError(`a formula lacks its measure ${index + 1}`);
  return item;
}

/** The value of a formula that is its only measure. */
export function plainValue(measures: readonly Value[]): Value {
  return measures[0] ?? null;
}

function plain(kind: MeasureKind): Formula {
  return { measures: [{ kind }], sql: (measures) => at(measures, 0), value: plainValue };
}

const mean: Formula = {
  measures: [{ kind: "sum" }, { kind: "values" }],
  sql: (measures) => {
    const [sum, values] = [at(measures, 0), at(measures, 1)];
    const divisor = sqlOnly(sqlCall("gt", values.sql, sqlDouble(0)), values.sql);
    return {
      sql: sqlCall("over", sum.sql, divisor),
      facts: { bound: sum.facts.bound, whole: false, negativeZero: true },
    };
  },
  value: (measures) => {
    const sum = measures[0] ?? null;
    return sum === null || measures[1] === 0 ? null : Number(sum) / Number(measures[1]);
  },
};

const secondsOfAllTime = 2 ** 63;

const timeSinceLast: Formula = {
  measures: [{ kind: "lastTime" }],
  sql: (measures, t) => {
    const elapsed = sqlCall("toDouble", sqlCall("minus", t, at(measures, 0).sql));
    const facts = { bound: secondsOfAllTime, whole: false, negativeZero: false };
    return { sql: sqlCall("over", elapsed, sqlDouble(1_000_000)), facts };
  },
  value: (measures, t) => {
    const last = measures[0] ?? null;
    return last === null ? null : (t - Number(last)) / 1_000_000;
  },
};

const state: Formula = {
  measures: [{ kind: "count" }, { kind: "count", allTime: true }],
  sql: (measures) => {
    const branches = [
      [sqlCall("gt", at(measures, 0).sql, sqlDouble(0)), sqlText("present")],
      [sqlCall("gt", at(measures, 1).sql, sqlDouble(0)), sqlText("outside")],
    ] as const;
    return { sql: { kind: "case", branches, otherwise: sqlText("never") }, facts: textFacts };
  },
  value: ([inWindow, ever]) => (Number(inWindow) > 0 ? "present" : Number(ever) > 0 ? "outside" : "never"),
};

export const formulas: Readonly<Record<AggregateFunction, Formula>> = {
  count: plain("count"),
  sum: plain("sum"),
  mean,
  min: plain("min"),
  max: plain("max"),
  standardDeviation: plain("deviation"),
  first: plain("first"),
  last: plain("last"),
  timeSinceLast,
  distinctCount: plain("distinct"),
  state,
};

/** The measures of `node`, in the order of its formula. */
export function measuresOf(node: AggregateNode, events: EventsDefinition): Measure[] {
  const visibility = visibilityOf(node, events);
  return formulas[node.function].measures.map(({ kind, allTime = false }) => ({
    kind,
    value: node.value,
    where: node.where,
    window: allTime ? { kind: "all" } : node.window,
    visibility,
  }));
}

/** What a measure is where no event counts. */
export function emptyMeasure(kind: MeasureKind): 0 | null {
  return kind === "count" || kind === "values" || kind === "distinct" ? 0 : null;
}
