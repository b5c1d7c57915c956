/** What every row operator means in JavaScript; `core/sql/row-operators.ts` is the same table in SQL. */
import { lowerText } from "./lower.ts";
import type { RowOperator, Value } from "./node.ts";

export type OperatorValue = (...operands: readonly Value[]) => Value;

const microsInHour = 3_600_000_000;
const microsInDay = 86_400_000_000;

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function arithmetic(compute: (left: number, right: number) => number): OperatorValue {
  return (left, right) =>
    left === null || right === null ? null : finite(compute(left as number, right as number));
}

function compare(holds: (left: number, right: number) => boolean): OperatorValue {
  return (left, right) => (left === null || right === null ? null : holds(left as number, right as number));
}

function present<T extends Exclude<Value, null>>(compute: (value: T) => Value): OperatorValue {
  return (value) => (value === null ? null : compute(value as T));
}

/** The Euclidean remainder: never negative. */
function remainder(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}

function codePoints(text: string): number {
  let surrogatePairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800) surrogatePairs += 1;
  }
  return text.length - surrogatePairs;
}

export const rowValues: Readonly<Record<RowOperator, OperatorValue>> = {
  plus: arithmetic((left, right) => left + right),
  minus: arithmetic((left, right) => left - right),
  times: arithmetic((left, right) => left * right),
  dividedBy: arithmetic((left, right) => (right === 0 ? Number.NaN : left / right)),
  negate: present<number>((value) => 0 - value),
  abs: present<number>(Math.abs),
  log1p: present<number>((value) => (value > -1 ? Math.log(1 + value) : null)),
  clip: (value, low, high) => {
    if (value === null) return null;
    if (low !== null && value < low) return low;
    return high !== null && value > high ? high : value;
  },
  bucket: (value, ...edges) => {
    if (value === null || edges.includes(null)) return null;
    return edges.reduce<number>((count, edge) => (edge !== null && value >= edge ? count + 1 : count), 0);
  },
  equals: (left, right) => (left === null || right === null ? null : left === right),
  notEquals: (left, right) => (left === null || right === null ? null : left !== right),
  gt: compare((left, right) => left > right),
  gte: compare((left, right) => left >= right),
  lt: compare((left, right) => left < right),
  lte: compare((left, right) => left <= right),
  and: (left, right) => {
    if (left === false || right === false) return false;
    return left === null || right === null ? null : true;
  },
  or: (left, right) => {
    if (left === true || right === true) return true;
    return left === null || right === null ? null : false;
  },
  not: present<boolean>((value) => !value),
  isMissing: (value) => value === null,
  coalesce: (value, other) => value ?? other,
  when: (condition, yes, no) => (condition === true ? yes : no),
  oneOf: (value, ...values) => (value === null ? null : values.includes(value)),
  hourOfDay: present<number>((micros) => Math.floor(remainder(micros, microsInDay) / microsInHour)),
  dayOfWeek: present<number>((micros) => remainder(Math.floor(micros / microsInDay) + 3, 7) + 1),
  secondsSince: arithmetic((left, right) => (left - right) / 1_000_000),
  length: present<string>(codePoints),
  lower: present<string>(lowerText),
  contains: (text, part) =>
    text === null || part === null ? null : (text as string).includes(part as string),
  toNumber: present<boolean>((value) => (value ? 1 : 0)),
};
