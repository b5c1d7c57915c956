/** The SQL of every row operator; `core/expression/row-values.ts` is the same table in JavaScript. */
import type { RowOperator } from "../expression/index.ts";
import { lowerTable } from "../expression/lower.ts";
import { type SqlFunction, type SqlNode, sqlBoolean, sqlCall, sqlDouble, sqlOnly, sqlText } from "./node.ts";
import {
  eitherFacts,
  guarded,
  noNumber,
  productFacts,
  quotientFacts,
  type RowSql,
  sumFacts,
  wholeNumber,
} from "./row-facts.ts";

type OperatorSql = (operands: readonly RowSql[]) => RowSql;

const longestText = 2 ** 32;
const secondsOfAllTime = 2 ** 63;

function at(operands: readonly RowSql[], index: number): RowSql {
  const operand = operands[index];
  if (operand === undefined) throw new TypeError(`an operator lacks its operand ${index + 1}`);
  return operand;
}

function arithmetic(name: SqlFunction, facts: typeof sumFacts): OperatorSql {
  return (operands) => {
    const [left, right] = [at(operands, 0), at(operands, 1)];
    return { sql: sqlCall(name, left.sql, right.sql), facts: facts(left.facts, right.facts) };
  };
}

/** A truth about guarded operands. */
function predicate(name: SqlFunction): OperatorSql {
  return (operands) => ({ sql: sqlCall(name, ...operands.map(guarded)), facts: noNumber });
}

const dividedBy: OperatorSql = (operands) => {
  const [left, right] = [at(operands, 0), at(operands, 1)];
  const differs = sqlCall("notEquals", right.sql, sqlDouble(0));
  const usable = Number.isFinite(right.facts.bound)
    ? differs
    : sqlCall("and", sqlCall("isFinite", right.sql), differs);
  const nonZero = sqlOnly(usable, right.sql);
  return { sql: sqlCall("over", left.sql, nonZero), facts: quotientFacts(left.facts, right.facts) };
};

const log1p: OperatorSql = (operands) => {
  const value = guarded(at(operands, 0));
  const argument = sqlOnly(sqlCall("gt", value, sqlDouble(-1)), sqlCall("plus", sqlDouble(1), value));
  return { sql: sqlCall("ln", argument), facts: { bound: 1_000, whole: false, negativeZero: false } };
};

const clip: OperatorSql = (operands) => {
  const [value, low, high] = [guarded(at(operands, 0)), at(operands, 1), at(operands, 2)];
  const branches = [
    [sqlCall("lt", value, low.sql), low.sql],
    [sqlCall("gt", value, high.sql), high.sql],
  ] as const;
  const facts = at(operands, 0).facts;
  const bound = Math.max(low.facts.bound, high.facts.bound);
  return { sql: { kind: "case", branches, otherwise: value }, facts: { ...facts, bound, whole: false } };
};

const bucket: OperatorSql = (operands) => {
  const value = guarded(at(operands, 0));
  const edges = operands.slice(1);
  const steps = edges.map((edge) => sqlCall("toDouble", sqlCall("gte", value, edge.sql)));
  const sql = steps.length === 0 ? sqlOnly(sqlCall("isNotNull", value), sqlDouble(0)) : addAll(steps);
  return { sql, facts: wholeNumber(edges.length) };
};

function addAll(terms: readonly SqlNode[]): SqlNode {
  return terms.reduce((sum, term) => sqlCall("plus", sum, term));
}

const oneOf: OperatorSql = (operands) => {
  const text = at(operands, 0).sql;
  const values = operands.slice(1).map(({ sql }) => (sql.kind === "text" ? sql.value : ""));
  if (values.length === 0)
    return { sql: sqlOnly(sqlCall("isNotNull", text), sqlBoolean(false)), facts: noNumber };
  return { sql: { kind: "in", operand: text, values }, facts: noNumber };
};

const coalesce: OperatorSql = (operands) => {
  const [first, second] = [at(operands, 0), at(operands, 1)];
  const finiteFirst = { ...first.facts, bound: Math.min(first.facts.bound, Number.MAX_VALUE) };
  return {
    sql: sqlCall("coalesce", guarded(first), second.sql),
    facts: eitherFacts(finiteFirst, second.facts),
  };
};

const when: OperatorSql = (operands) => {
  const [condition, yes, no] = [at(operands, 0), at(operands, 1), at(operands, 2)];
  return {
    sql: { kind: "case", branches: [[condition.sql, yes.sql]], otherwise: no.sql },
    facts: eitherFacts(yes.facts, no.facts),
  };
};

const lower: OperatorSql = (operands) => {
  const text = at(operands, 0).sql;
  return { sql: sqlCall("lower", text, sqlText(lowerTable.from), sqlText(lowerTable.to)), facts: noNumber };
};

/** A whole number from operands that need no guard. */
function wholeCall(name: SqlFunction, bound: number): OperatorSql {
  return (operands) => ({
    sql: sqlCall("toDouble", sqlCall(name, ...operands.map(({ sql }) => sql))),
    facts: wholeNumber(bound),
  });
}

export const rowOperatorSql: Readonly<Record<RowOperator, OperatorSql>> = {
  plus: arithmetic("plus", sumFacts),
  minus: arithmetic("minus", (left, right) => ({
    ...sumFacts(left, right),
    negativeZero: left.negativeZero,
  })),
  times: arithmetic("times", productFacts),
  dividedBy,
  negate: (operands) => {
    const { sql, facts } = at(operands, 0);
    return { sql: sqlCall("negate", sql), facts: { ...facts, negativeZero: false } };
  },
  abs: (operands) => {
    const { sql, facts } = at(operands, 0);
    return { sql: sqlCall("abs", sql), facts: { ...facts, negativeZero: false } };
  },
  log1p,
  clip,
  bucket,
  equals: predicate("equals"),
  notEquals: predicate("notEquals"),
  gt: predicate("gt"),
  gte: predicate("gte"),
  lt: predicate("lt"),
  lte: predicate("lte"),
  and: predicate("and"),
  or: predicate("or"),
  not: predicate("not"),
  isMissing: predicate("isNull"),
  coalesce,
  when,
  oneOf,
  hourOfDay: wholeCall("hourOf", 23),
  dayOfWeek: wholeCall("isoDayOf", 7),
  secondsSince: (operands) => ({
    sql: sqlCall(
      "over",
      sqlCall("toDouble", sqlCall("minus", at(operands, 0).sql, at(operands, 1).sql)),
      sqlDouble(1_000_000),
    ),
    facts: { bound: secondsOfAllTime, whole: false, negativeZero: false },
  }),
  length: wholeCall("codePoints", longestText),
  lower,
  contains: (operands) => ({
    sql: sqlCall("contains", at(operands, 0).sql, at(operands, 1).sql),
    facts: noNumber,
  }),
  toNumber: wholeCall("toDouble", 1),
};
