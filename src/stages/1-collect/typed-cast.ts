/** Columns that have a type of their own (Parquet) to declared kinds, without a detour over text where types agree. */
import type { Column, ColumnKind } from "../../core/column.ts";
import { asIs, type Cast, largestInteger, withinMicros } from "./cast.ts";
import { textCasts, zoned } from "./text-cast.ts";

type Family =
  | "integer"
  | "hugeInteger"
  | "float"
  | "decimal"
  | "boolean"
  | "text"
  | "name"
  | "wallTime"
  | "instant"
  | "date";

/** The family of a DuckDB type; null for those that no declared kind fits. */
function familyOf(type: string): Family | null {
  const [base = ""] = type.split("(", 1);
  return families[base] ?? null;
}

const families: Readonly<Record<string, Family | undefined>> = {
  TINYINT: "integer",
  SMALLINT: "integer",
  INTEGER: "integer",
  UTINYINT: "integer",
  USMALLINT: "integer",
  UINTEGER: "integer",
  BIGINT: "hugeInteger",
  UBIGINT: "hugeInteger",
  HUGEINT: "hugeInteger",
  UHUGEINT: "hugeInteger",
  FLOAT: "float",
  DOUBLE: "float",
  DECIMAL: "decimal",
  BOOLEAN: "boolean",
  VARCHAR: "text",
  ENUM: "name",
  UUID: "name",
  TIMESTAMP: "wallTime",
  TIMESTAMP_S: "wallTime",
  TIMESTAMP_MS: "wallTime",
  TIMESTAMP_NS: "wallTime",
  "TIMESTAMP WITH TIME ZONE": "instant",
  DATE: "date",
};

const sureAs = (type: string): Cast => ({ value: (seen) => `CAST(${seen} AS ${type})`, sure: true });

const smallAsBigint: Cast = {
  value: (seen) =>
    `CASE WHEN ${seen} BETWEEN -${largestInteger} AND ${largestInteger} THEN CAST(${seen} AS BIGINT) END`,
};

function wholeFloat({ nan }: Column): Cast {
  return {
    attempt: (seen) => `CAST(${seen} AS DOUBLE)`,
    value: (_seen, tried) =>
      `CASE WHEN isfinite(${tried}) AND trunc(${tried}) = ${tried} AND abs(${tried}) <= ${largestInteger} THEN CAST(${tried} AS BIGINT) END`,
    ...(nan === "missing" ? { absent: (seen) => `isnan(${seen})` } : {}),
  };
}

function finiteFloat({ nan }: Column): Cast {
  return {
    value: (seen) => `CASE WHEN isfinite(${seen}) THEN CAST(${seen} AS DOUBLE) END`,
    ...(nan === "missing" ? { absent: (seen) => `isnan(${seen})` } : {}),
  };
}

const wholeDecimal: Cast = {
  value: (seen) =>
    `CASE WHEN trunc(${seen}) = ${seen} AND ${seen} BETWEEN -${largestInteger} AND ${largestInteger} THEN CAST(${seen} AS BIGINT) END`,
};

const zeroOrOne: Cast = {
  value: (seen) => `CASE WHEN ${seen} = 1 THEN TRUE WHEN ${seen} = 0 THEN FALSE END`,
};

function time(toWall: (seen: string) => string): (column: Column) => Cast {
  return ({ zone = "UTC" }) => ({
    attempt: (seen) => zoned(toWall(seen), zone),
    value: (_seen, tried) => withinMicros(tried),
  });
}

const instant: Cast = {
  attempt: (seen) => `CAST(${seen} AS TIMESTAMP)`,
  value: (_seen, tried) => withinMicros(tried),
};

type FamilyCasts = { readonly [F in Family]?: (column: Column) => Cast };

const named: FamilyCasts = {
  text: () => asIs,
  name: () => sureAs("VARCHAR"),
  integer: () => sureAs("VARCHAR"),
  hugeInteger: () => sureAs("VARCHAR"),
  boolean: () => sureAs("VARCHAR"),
};

const castsByFamily: { readonly [K in ColumnKind]: FamilyCasts } = {
  text: named,
  category: named,
  integer: {
    integer: () => sureAs("BIGINT"),
    hugeInteger: () => smallAsBigint,
    float: wholeFloat,
    decimal: () => wholeDecimal,
    text: textCasts.integer,
  },
  number: {
    integer: () => sureAs("DOUBLE"),
    hugeInteger: () => sureAs("DOUBLE"),
    float: finiteFloat,
    decimal: () => sureAs("DOUBLE"),
    text: textCasts.number,
  },
  boolean: {
    boolean: () => asIs,
    integer: () => zeroOrOne,
    hugeInteger: () => zeroOrOne,
    text: textCasts.boolean,
  },
  timestamp: {
    wallTime: time((seen) => `CAST(${seen} AS TIMESTAMP)`),
    date: time((seen) => `CAST(${seen} AS TIMESTAMP)`),
    instant: () => instant,
    text: textCasts.timestamp,
  },
};

/** The cast from a DuckDB type to a declared column; null where the types cannot agree. */
export function typedCast(type: string, column: Column): Cast | null {
  const family = familyOf(type);
  return (family === null ? undefined : castsByFamily[column.kind][family])?.(column) ?? null;
}
