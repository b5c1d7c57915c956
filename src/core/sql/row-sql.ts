import type { ColumnKind } from "../column.ts";
import type { AggregateNode, ColumnNode, ExpressionNode, LiteralNode } from "../expression/index.ts";
import { type SqlNode, sqlBigint, sqlBoolean, sqlCall, sqlColumn, sqlDouble, sqlText } from "./node.ts";
import { anyNumber, noNumber, type RowSql, settledSql, wholeNumber } from "./row-facts.ts";
import { rowOperatorSql } from "./row-operators.ts";

export interface RowSqlOptions {
  /** The columns' kinds, where known: whole numbers need fewer guards. */
  readonly kindOf?: (column: string) => ColumnKind | undefined;
  /** Qualifies columns, where several tables stand in the query. */
  readonly table?: string;
  /** What stands for an aggregate; without it an aggregate has no meaning here. */
  readonly aggregate?: (node: AggregateNode) => RowSql;
}

const wholeBound = 2 ** 63;

function columnSql({ column, type }: ColumnNode, { kindOf, table }: RowSqlOptions): RowSql {
  const sql = sqlColumn(column, table ?? null);
  if (type === "timestamp") return { sql: sqlCall("microsOf", sql), facts: noNumber };
  if (type !== "number") return { sql, facts: noNumber };
  if (kindOf?.(column) === "integer")
    return { sql: sqlCall("toDouble", sql), facts: wholeNumber(wholeBound) };
  return { sql: kindOf?.(column) === "number" ? sql : sqlCall("toDouble", sql), facts: anyNumber };
}

function literalSql({ value, type }: LiteralNode): RowSql {
  if (typeof value === "string") return { sql: sqlText(value), facts: noNumber };
  if (typeof value === "boolean") return { sql: sqlBoolean(value), facts: noNumber };
  if (type === "timestamp") return { sql: sqlBigint(value), facts: noNumber };
  const bound = Number.isFinite(value) ? Math.abs(value) : Number.MAX_VALUE;
  const facts = { bound, whole: Number.isInteger(value), negativeZero: false };
  return { sql: sqlDouble(value), facts };
}

/** The SQL of a row expression, before its value is guarded and settled. */
export function rawRowSql(node: ExpressionNode, options: RowSqlOptions = {}): RowSql {
  if (node.kind === "column") return columnSql(node, options);
  if (node.kind === "literal") return literalSql(node);
  if (node.kind === "call") {
    return rowOperatorSql[node.operator](node.operands.map((operand) => rawRowSql(operand, options)));
  }
  if (options.aggregate === undefined)
    throw new TypeError("an aggregate stands where a row expression is wanted");
  return options.aggregate(node);
}

/**
 * The SQL of a row expression over a table with the declared columns: number DOUBLE (never NaN, infinite or −0),
 * boolean BOOLEAN, text VARCHAR, timestamp BIGINT microseconds. `evaluateRow` is the same meaning in JavaScript.
 */
export function rowSql(node: ExpressionNode, options: RowSqlOptions = {}): SqlNode {
  const row = rawRowSql(node, options);
  return node.type === "number" ? settledSql(row) : row.sql;
}
