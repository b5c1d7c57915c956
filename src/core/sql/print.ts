/** From the tree to text. */
import type { Dialect } from "./dialect.ts";
import type { Frame, SqlNode, WindowSpec } from "./node.ts";

type Printers = {
  readonly [K in SqlNode["kind"]]: (node: Extract<SqlNode, { kind: K }>, dialect: Dialect) => string;
};

const printers: Printers = {
  column: ({ name, table }, { quoteName }) =>
    table === null ? quoteName(name) : `${quoteName(table)}.${quoteName(name)}`,
  double: ({ value }) => printDouble(value),
  bigint: ({ value }) => `CAST(${value} AS BIGINT)`,
  text: ({ value }, { quoteText }) => quoteText(value),
  boolean: ({ value }) => (value ? "TRUE" : "FALSE"),
  call: ({ function: name, operands }, dialect) =>
    dialect.functions[name](...operands.map((operand) => printSql(operand, dialect))),
  in: ({ operand, values }, dialect) =>
    `(${printSql(operand, dialect)} IN (${values.map(dialect.quoteText).join(", ")}))`,
  case: ({ branches, otherwise }, dialect) => {
    const whens = branches.map(
      ([when, then]) => `WHEN ${printSql(when, dialect)} THEN ${printSql(then, dialect)}`,
    );
    const rest = otherwise === null ? [] : [`ELSE ${printSql(otherwise, dialect)}`];
    return ["CASE", ...whens, ...rest, "END"].join(" ");
  },
  aggregate: ({ function: name, operands, window }, dialect) => {
    const call = dialect.aggregates[name](...operands.map((operand) => printSql(operand, dialect)));
    return window === null ? call : `${call} OVER (${printWindow(window, dialect)})`;
  },
};

/** The text of `node` in `dialect`. */
export function printSql<K extends SqlNode["kind"]>(
  node: Extract<SqlNode, { kind: K }>,
  dialect: Dialect,
): string {
  const printer: (node: Extract<SqlNode, { kind: K }>, dialect: Dialect) => string = printers[node.kind as K];
  return printer(node, dialect);
}

/** An exponent makes the literal DOUBLE in every engine; without one it would be DECIMAL. Not finite is missing. */
function printDouble(value: number): string {
  if (!Number.isFinite(value)) return "CAST(NULL AS DOUBLE)";
  const text = String(value === 0 ? 0 : value);
  const double = text.includes("e") ? text.replace("e+", "e") : `${text}e0`;
  return value < 0 ? `(${double})` : double;
}

function printWindow({ partitionBy, orderBy, frame }: WindowSpec, dialect: Dialect): string {
  const keys = partitionBy.map((key) => printSql(key, dialect)).join(", ");
  const order = orderBy.map((key) => `${printSql(key, dialect)} ASC NULLS FIRST`).join(", ");
  return [
    ...(keys === "" ? [] : [`PARTITION BY ${keys}`]),
    ...(order === "" ? [] : [`ORDER BY ${order}`]),
    ...printFrame(frame),
  ].join(" ");
}

function printFrame(frame: Frame): string[] {
  if (frame.kind === "whole") return [];
  const start = frame.preceding === "unbounded" ? "UNBOUNDED PRECEDING" : printBound(frame.preceding);
  return [`${frame.kind.toUpperCase()} BETWEEN ${start} AND ${printBound(frame.end)}`];
}

function printBound(preceding: number): string {
  return preceding === 0 ? "CURRENT ROW" : `${preceding} PRECEDING`;
}
