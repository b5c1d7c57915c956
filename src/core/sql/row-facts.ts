/** What is known of a number before any row is read, so that the SQL guards only what can go wrong. */
import { type SqlNode, sqlCall, sqlDouble, sqlOnly } from "./node.ts";

export interface NumberFacts {
  /** No value's magnitude is above this; Infinity where a value may be NaN or infinite. */
  readonly bound: number;
  /** Whether every value is a whole number. */
  readonly whole: boolean;
  /** Whether −0 may occur. */
  readonly negativeZero: boolean;
}

/** SQL with what is known of its value; text, booleans and instants need no facts. */
export interface RowSql {
  readonly sql: SqlNode;
  readonly facts: NumberFacts;
}

export const anyNumber: NumberFacts = { bound: Number.POSITIVE_INFINITY, whole: false, negativeZero: true };
export const noNumber: NumberFacts = { bound: 0, whole: true, negativeZero: false };

/** Facts of whole numbers up to `bound` that are never −0. */
export function wholeNumber(bound: number): NumberFacts {
  return { bound, whole: true, negativeZero: false };
}

export function sumFacts(left: NumberFacts, right: NumberFacts): NumberFacts {
  return {
    bound: left.bound + right.bound,
    whole: left.whole && right.whole,
    negativeZero: left.negativeZero && right.negativeZero,
  };
}

export function productFacts(left: NumberFacts, right: NumberFacts): NumberFacts {
  const bound = left.bound === 0 || right.bound === 0 ? 0 : left.bound * right.bound;
  return {
    bound: Number.isFinite(left.bound) && Number.isFinite(right.bound) ? bound : Number.POSITIVE_INFINITY,
    whole: left.whole && right.whole,
    negativeZero: true,
  };
}

export function quotientFacts(left: NumberFacts, right: NumberFacts): NumberFacts {
  return {
    bound: right.whole ? left.bound : Number.POSITIVE_INFINITY,
    whole: false,
    negativeZero: true,
  };
}

export function eitherFacts(left: NumberFacts, right: NumberFacts): NumberFacts {
  return {
    bound: Math.max(left.bound, right.bound),
    whole: left.whole && right.whole,
    negativeZero: left.negativeZero || right.negativeZero,
  };
}

/**
 * The value, or null where it is NaN or infinite. Non-finite values pass unguarded through plus, minus, times,
 * negate and abs, which cannot make them finite again; whatever else reads a number guards it first.
 */
export function guarded({ sql, facts }: RowSql): SqlNode {
  return Number.isFinite(facts.bound) ? sql : sqlOnly(sqlCall("isFinite", sql), sql);
}

/** The guarded value with 0 in place of −0: what leaves a row expression. */
export function settledSql(row: RowSql): SqlNode {
  const value = row.facts.negativeZero ? sqlCall("plus", row.sql, sqlDouble(0)) : row.sql;
  return guarded({ sql: value, facts: row.facts });
}
