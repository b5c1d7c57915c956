/** JSON values to declared kinds: what `parse-value.ts` says in JavaScript, for whole columns. */
import { type Cast, type CastsByKind, largestInteger } from "./cast.ts";
import { integerPattern, textCasts } from "./text-cast.ts";

/** How read_json is to hand a declared column over: as text, or as JSON where a string must be told from the rest. */
export const jsonReadType = {
  text: "JSON",
  category: "JSON",
  integer: "JSON",
  number: "VARCHAR",
  boolean: "JSON",
  timestamp: "VARCHAR",
} as const;

const raw = (seen: string) => `CAST(${seen} AS VARCHAR)`;
const isString = (seen: string) => `starts_with(${raw(seen)}, '"')`;
/** What a string holds; one without an escape needs no parser. */
const content = (seen: string) =>
  `CASE WHEN contains(${raw(seen)}, '\\') THEN ${seen} ->> '$' ELSE substring(${raw(seen)}, 2, length(${raw(seen)}) - 2) END`;
const numberOf = (text: string) => `TRY_CAST(${text} AS DOUBLE)`;
/** JSON does not tell 1.0 and 1e3 from 1 and 1000. */
const whole = (tried: string) => `trunc(${tried}) = ${tried} AND abs(${tried}) <= ${largestInteger}`;

const jsonText: Cast = {
  attempt: (seen) => numberOf(`CASE WHEN NOT ${isString(seen)} THEN ${raw(seen)} END`),
  value: (seen, tried) =>
    [
      `CASE WHEN ${isString(seen)} THEN ${content(seen)}`,
      `WHEN ${raw(seen)} IN ('true', 'false') THEN ${raw(seen)}`,
      `WHEN ${whole(tried)} THEN CAST(CAST(${tried} AS BIGINT) AS VARCHAR) END`,
    ].join(" "),
};

const jsonInteger: Cast = {
  attempt: (seen) => numberOf(`CASE WHEN ${isString(seen)} THEN ${content(seen)} ELSE ${raw(seen)} END`),
  value: (seen, tried) =>
    [
      `CASE WHEN NOT (${whole(tried)}) THEN NULL`,
      `WHEN NOT ${isString(seen)} THEN CAST(${tried} AS BIGINT)`,
      `WHEN regexp_full_match(${content(seen)}, '${integerPattern}') THEN CAST(${tried} AS BIGINT) END`,
    ].join(" "),
};

const jsonBoolean: Cast = {
  attempt: (seen) =>
    [
      `CASE WHEN ${raw(seen)} IN ('true', 'false') THEN ${raw(seen)}`,
      `WHEN ${isString(seen)} THEN lower(trim(${content(seen)}, ' \t\n\v\f\r'))`,
      `WHEN ${numberOf(raw(seen))} = 1 THEN '1' WHEN ${numberOf(raw(seen))} = 0 THEN '0' END`,
    ].join(" "),
  value: (_seen, tried) =>
    `CASE WHEN ${tried} IN ('true', 't', 'yes', '1') THEN TRUE WHEN ${tried} IN ('false', 'f', 'no', '0') THEN FALSE END`,
};

export const jsonCasts: CastsByKind = {
  text: () => jsonText,
  category: () => jsonText,
  integer: () => jsonInteger,
  number: textCasts.number,
  boolean: () => jsonBoolean,
  timestamp: textCasts.timestamp,
};
