import { commonAggregates, commonFunctions, type Dialect, named } from "./dialect.ts";

/**
 * Spark 4 with the settings of ANSI mode and session zone UTC. Checked as text only: no test here runs it.
 * The last N events where known times differ is the one thing that it cannot say yet (`greatest`).
 */
export const spark: Dialect = {
  name: "spark",
  quoteName: (name) => `\`${name.replaceAll("`", "``")}\``,
  quoteText: (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
  functions: {
    ...commonFunctions,
    isFinite: (value) => `(abs(${value}) < CAST('Infinity' AS DOUBLE))`,
    toWide: (value) => `CAST(${value} AS DECIMAL(38, 0))`,
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
    greatest: () => {
      throw new TypeError("Spark has no window function for the N greatest values");
    },
  },
};
