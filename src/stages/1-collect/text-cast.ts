/** Text to declared kinds: what `text-value.ts` says in JavaScript, for whole columns. */
import type { Column } from "../../core/column.ts";
import { quoteText } from "../../io/engine.ts";
import { asIs, type Cast, type CastsByKind, largestInteger, withinMicros } from "./cast.ts";
import { naivePattern, offsetPattern, shortOffsetPattern, utcPattern } from "./iso-time.ts";
import { hasOffset } from "./strptime.ts";

export const integerPattern = "\\s*[+-]?[0-9]+\\s*";

/** DuckDB rounds '1.7' and reads '0x10', '1e3' and '1_000' as integers; the text must be a whole number itself. */
const integerCast: Cast = {
  attempt: (seen) => `TRY_CAST(${seen} AS BIGINT)`,
  value: (seen, tried) =>
    `CASE WHEN ${tried} NOT BETWEEN -${largestInteger} AND ${largestInteger} THEN NULL WHEN CAST(${tried} AS VARCHAR) = ${seen} THEN ${tried} WHEN regexp_full_match(${seen}, '${integerPattern}') THEN ${tried} END`,
};

function numberCast({ nan }: Column): Cast {
  return {
    attempt: (seen) => `TRY_CAST(${seen} AS DOUBLE)`,
    value: (seen, tried) =>
      `CASE WHEN isfinite(${tried}) AND NOT contains(${seen}, '_') AND NOT contains(${seen}, '+-') THEN ${tried} END`,
    ...(nan === "missing" ? { absent: (seen) => `regexp_full_match(${seen}, '(?i)\\s*[+-]?nan\\s*')` } : {}),
  };
}

const booleanCast: Cast = {
  attempt: (seen) => `lower(trim(${seen}, ' \t\n\v\f\r'))`,
  value: (_seen, tried) =>
    `CASE WHEN ${tried} IN ('true', 't', 'yes', '1') THEN TRUE WHEN ${tried} IN ('false', 'f', 'no', '0') THEN FALSE END`,
};

/** A cast to TIMESTAMP drops an offset unseen, and one to TIMESTAMPTZ lets a zone's name change later rows. */
function isoCast({ zone = "UTC" }: Column): Cast {
  const naive = (seen: string) => zoned(`TRY_CAST(${seen} AS TIMESTAMP)`, zone);
  return {
    attempt: (seen) =>
      [
        "CASE",
        `WHEN regexp_full_match(${seen}, ${quoteText(utcPattern)}) THEN TRY_CAST(${seen} AS TIMESTAMP)`,
        `WHEN regexp_full_match(${seen}, ${quoteText(naivePattern)}) THEN ${naive(seen)}`,
        `WHEN regexp_full_match(${seen}, ${quoteText(offsetPattern)}) THEN CAST(TRY_CAST(${seen} AS TIMESTAMPTZ) AS TIMESTAMP)`,
        `WHEN regexp_full_match(${seen}, ${quoteText(shortOffsetPattern)}) THEN CAST(TRY_CAST(regexp_replace(${seen}, ' ?(Z|[+-][0-9:]+)$', ':00\\1') AS TIMESTAMPTZ) AS TIMESTAMP)`,
        "END",
      ].join(" "),
    value: (_seen, tried) => withinMicros(tried),
  };
}

function formatCast(format: string, zone: string): Cast {
  return {
    attempt: (seen) => {
      const parsed = `try_strptime(${seen}, ${quoteText(format)})`;
      return hasOffset(format) ? `CAST(${parsed} AS TIMESTAMP)` : zoned(parsed, zone);
    },
    value: (_seen, tried) => withinMicros(tried),
  };
}

/** A TIMESTAMP that hangs on a wall in `zone`, in UTC. */
export function zoned(wall: string, zone: string): string {
  return zone === "UTC" ? wall : `CAST(timezone(${quoteText(zone)}, ${wall}) AS TIMESTAMP)`;
}

export const textCasts: CastsByKind = {
  text: () => asIs,
  category: () => asIs,
  integer: () => integerCast,
  number: numberCast,
  boolean: () => booleanCast,
  timestamp: (column) =>
    column.format === undefined ? isoCast(column) : formatCast(column.format, column.zone ?? "UTC"),
};
