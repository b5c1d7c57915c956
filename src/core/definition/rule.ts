/** Cleaning rules: a check that finds rows, and a policy that says what happens to them. Plain data. */
import type { Column, ColumnKind } from "../column.ts";
import {
  type BooleanExpression,
  columnExpression,
  type Expression,
  type ExpressionNode,
  type ExpressionOf,
  type Value,
  valueTypeOfColumn,
} from "../expression/index.ts";
import { type Duration, durationMicros } from "../time.ts";

/** A check is true for the rows it objects to; a missing value is objected to by `missing` alone. */
export type Check =
  | { readonly kind: "missing"; readonly column: string }
  | {
      readonly kind: "range";
      readonly column: string;
      readonly min: number | null;
      readonly max: number | null;
    }
  | { readonly kind: "allowed"; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: "pattern"; readonly column: string; readonly pattern: string }
  | { readonly kind: "future"; readonly column: string; readonly toleranceMicros: number }
  | { readonly kind: "outlier"; readonly column: string; readonly method: "iqr" | "mad"; readonly k: number }
  | { readonly kind: "duplicate" }
  | { readonly kind: "condition"; readonly condition: ExpressionNode };

/**
 * drop: the row goes to rejected.parquet as expected loss. setAside: so too, but it counts against
 * `maxRejectedShare`, for someone should look. clip and impute change the value and keep the row.
 */
export type Policy =
  | { readonly kind: "drop" }
  | { readonly kind: "setAside" }
  | { readonly kind: "fail" }
  | { readonly kind: "clip" }
  | { readonly kind: "impute"; readonly value: Exclude<Value, null> };

export interface Rule {
  readonly kind: "rule";
  /** What the summary calls it: `"missing clicks"`. */
  readonly name: string;
  readonly check: Check;
  readonly policy: Policy;
}

export interface Objection {
  /** Rows that the check finds leave the table, as expected. */
  drop(name?: string): Rule;
  /** Rows that the check finds leave the table and count against `maxRejectedShare`. */
  setAside(name?: string): Rule;
  /** The first row that the check finds stops the run. */
  fail(name?: string): Rule;
}

export interface Clippable extends Objection {
  /** Values outside become the nearest bound. */
  clip(name?: string): Rule;
}

export interface Imputable<V> extends Objection, BooleanExpression {
  /** Missing values become `value`. Values learned from data belong to the model's own preprocessing. */
  impute(value: V, name?: string): Rule;
}

export interface OutlierOptions {
  /** `"iqr"`: beyond k interquartile ranges from the quartiles. `"mad"`: beyond k scaled deviations from the median. */
  readonly method?: "iqr" | "mad";
  /** 1.5 for iqr and 3.5 for mad unless told. */
  readonly k?: number;
}

interface NumericChecks {
  isOutside(bounds: { readonly min?: number; readonly max?: number }): Clippable;
  isOutlier(options?: OutlierOptions): Clippable;
}

interface TextChecks {
  isNotOneOf(values: readonly string[]): Objection;
  /** `pattern` is RE2 and must match the whole value. */
  doesNotMatch(pattern: string): Objection;
}

interface TimeChecks {
  /** Later than the run's clock by more than `tolerance` (none unless told). */
  isFuture(tolerance?: Duration): Objection;
}

interface ChecksByKind {
  integer: NumericChecks;
  number: NumericChecks;
  text: TextChecks;
  category: TextChecks;
  boolean: object;
  timestamp: TimeChecks;
}

type LiteralOfKind<K extends ColumnKind> = K extends "integer" | "number"
  ? number
  : K extends "boolean"
    ? boolean
    : string;

/** A column as `clean` sees it: its expression, and the checks of its kind. */
export type CleanColumn<K extends ColumnKind> = Omit<
  ExpressionOf<(typeof valueTypeOfColumn)[K]>,
  "isMissing"
> &
  ChecksByKind[K] & { isMissing(): Imputable<LiteralOfKind<K>> };

function rule(name: string, check: Check, policy: Policy): Rule {
  return Object.freeze({ kind: "rule", name, check, policy });
}

function objection(defaultName: string, check: Check): Objection {
  return {
    drop: (name = defaultName) => rule(name, check, { kind: "drop" }),
    setAside: (name = defaultName) => rule(name, check, { kind: "setAside" }),
    fail: (name = defaultName) => rule(name, check, { kind: "fail" }),
  };
}

function clippable(defaultName: string, check: Check): Clippable {
  return {
    ...objection(defaultName, check),
    clip: (name = defaultName) => rule(name, check, { kind: "clip" }),
  };
}

const defaultOutlierK = { iqr: 1.5, mad: 3.5 } as const;

function numericChecks(column: string): NumericChecks {
  return {
    isOutside: ({ min = null, max = null }: { min?: number | null; max?: number | null }) =>
      clippable(`${column} out of range`, { kind: "range", column, min, max }),
    isOutlier: ({ method = "iqr", k = defaultOutlierK[method] } = {}) =>
      clippable(`outlier in ${column}`, { kind: "outlier", column, method, k }),
  };
}

function textChecks(column: string): TextChecks {
  return {
    isNotOneOf: (values) => objection(`${column} not allowed`, { kind: "allowed", column, values }),
    doesNotMatch: (pattern) => objection(`${column} does not match`, { kind: "pattern", column, pattern }),
  };
}

function timeChecks(column: string): TimeChecks {
  return {
    isFuture: (tolerance) =>
      objection(`${column} in the future`, {
        kind: "future",
        column,
        toleranceMicros: tolerance === undefined ? 0 : durationMicros(tolerance),
      }),
  };
}

const checksByKind: { [K in ColumnKind]: (column: string) => ChecksByKind[K] } = {
  integer: numericChecks,
  number: numericChecks,
  text: textChecks,
  category: textChecks,
  boolean: () => ({}),
  timestamp: timeChecks,
};

/** The clean-stage view of the column `name`. */
export function cleanColumn<K extends ColumnKind>(name: string, kind: K): CleanColumn<K> {
  const self = columnExpression(name, valueTypeOfColumn[kind]);
  const check: Check = { kind: "missing", column: name };
  const missing = {
    ...self.isMissing(),
    ...objection(`missing ${name}`, check),
    impute: (value: Exclude<Value, null>, ruleName = `missing ${name}`) =>
      rule(ruleName, check, { kind: "impute", value }),
  };
  return { ...self, ...checksByKind[kind](name), isMissing: () => missing } as unknown as CleanColumn<K>;
}

/** A rule for rows whose event id stood in an earlier row; the first by (known time, event time, row) stays. */
export function duplicates(): Objection {
  return objection("duplicate event id", { kind: "duplicate" });
}

/** A rule for rows where `condition` is true. */
export function rows(condition: Expression<"boolean">): Objection {
  return objection("condition", { kind: "condition", condition: condition.node });
}

/** The rules that the declared columns imply, with the policy setAside; a key column must not be missing. */
export function declaredRules(columns: Readonly<Record<string, Column>>, keys: readonly string[]): Rule[] {
  return Object.entries(columns).flatMap(([name, { min = null, max = null, values, pattern }]) => [
    ...(keys.includes(name)
      ? [objection(`missing ${name}`, { kind: "missing", column: name }).setAside()]
      : []),
    ...(min === null && max === null
      ? []
      : [clippable(`${name} out of range`, { kind: "range", column: name, min, max }).setAside()]),
    ...(values === undefined ? [] : [textChecks(name).isNotOneOf(values).setAside()]),
    ...(pattern === undefined ? [] : [textChecks(name).doesNotMatch(pattern).setAside()]),
  ]);
}
