/** The label as a SQL expression over the feature table: missing is NULL, and no NaN or infinity passes. */
import type { Definition } from "../../core/definition/index.ts";
import type { Task } from "../../core/metric.ts";
import { quoteIdentifier } from "../../io/engine.ts";

/** Boolean label made of a number: true above a value. */
function aboveSql(column: string, above: number): string {
  return `(${finiteSql(column)} > CAST('${above}' AS DOUBLE))`;
}

function finiteSql(column: string): string {
  const wide = `CAST(${column} AS DOUBLE)`;
  return `CASE WHEN isfinite(${wide}) THEN ${wide} END`;
}

const typeTable: Readonly<Record<Task, (column: string) => string>> = {
  binary: (column) => `CAST(${column} AS BOOLEAN)`,
  multiclass: (column) => `NULLIF(CAST(${column} AS VARCHAR), '')`,
  regression: finiteSql,
};

/** The value of `_aw_label`: BOOLEAN, VARCHAR or DOUBLE by the task. */
export function labelSql({ events }: Definition): string {
  const { column, above, task } = events.label;
  const quoted = quoteIdentifier(column);
  return above === null ? typeTable[task](quoted) : aboveSql(quoted, above);
}

/** The instant when a row's label was known, in epoch microseconds. */
export function labelKnownSql({ events }: Definition): string {
  const { knownColumn, maturesAfterMicros } = events.label;
  const time = `epoch_us(${quoteIdentifier(events.time)})`;
  const matured =
    knownColumn === null
      ? `${time} + ${maturesAfterMicros}`
      : `coalesce(epoch_us(${quoteIdentifier(knownColumn)}), ${time})`;
  return events.known === null
    ? matured
    : `greatest(${matured}, coalesce(epoch_us(${quoteIdentifier(events.known)}), ${time}))`;
}
