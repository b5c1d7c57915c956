import { commonAggregates, commonFunctions, type Dialect, named } from "./dialect.ts";

/**
 * Spark 4 with the settings of ANSI mode and session zone UTC. Checked as text only: no test here runs it, and it
 * has no `valueAtMax` that skips missing values, so that tree must filter them first.
 */
export const spark: Dialect = {
  name: "spark",
  quoteName: (name) => `\`${name.replaceAll("`", "``")}\``,
  quoteText: (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
  functions: {
    ...commonFunctions,
    isFinite: (value) => `(abs(${value}) < CAST('Infinity' AS DOUBLE))`,
    toVarchar: (value) => `CAST(${value} AS STRING)`,
    microsOf: (instant) => `unix_micros(CAST(${instant} AS TIMESTAMP))`,
    hourOf: (micros) => `hour(timestamp_micros(${micros}))`,
    isoDayOf: (micros) => `(weekday(timestamp_micros(${micros})) + 1)`,
    integerDivide: (left, right) => `(${left} div ${right})`,
    codePoints: named("char_length"),
    lower: named("translate"),
  },
  aggregates: {
    ...commonAggregates,
    valueAtMax: named("max_by"),
    valueAtMin: named("min_by"),
    lastOf: named("last_value"),
  },
};
