/** The SQL of the columns that a model reads: numbers and booleans as DOUBLE with NaN for missing, texts with "". */
import type { Task } from "../../core/metric.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import type { ModelColumn } from "./open-model.ts";

export interface InputColumnsOptions {
  /** A table expression, such as `read_parquet('…')`. */
  readonly source: string;
  readonly inputs: readonly ModelColumn[];
}

/** One expression per input, in their order; a timestamp enters as epoch microseconds. */
export async function inputColumns(engine: Engine, options: InputColumnsOptions): Promise<string[]> {
  const types = await columnTypes(engine, options.source);
  return options.inputs.map(({ name, text }) => {
    const column = quoteIdentifier(name);
    if (text) return `coalesce(CAST(${column} AS VARCHAR), '')`;
    const number = types.get(name)?.startsWith("TIMESTAMP") === true ? `epoch_us(${column})` : column;
    return `coalesce(CAST(${number} AS DOUBLE), CAST('NaN' AS DOUBLE))`;
  });
}

/** The columns of a table expression and their SQL types, in order. */
export async function columnTypes(engine: Engine, source: string): Promise<Map<string, string>> {
  const described = await engine.all(`DESCRIBE SELECT * FROM ${source}`);
  return new Map(described.map((row) => [String(row.column_name), String(row.column_type)]));
}

/** `_aw_label` as DOUBLE: binary 0 or 1, multiclass its place in `classes` or −1, otherwise itself. */
export function labelColumn(task: Task, classes: readonly string[]): string {
  if (task !== "multiclass") return "CAST(_aw_label AS DOUBLE)";
  const list = `[${classes.map(quoteText).join(", ")}]`;
  return `CAST(coalesce(nullif(list_position(${list}, _aw_label), 0), 0) - 1 AS DOUBLE)`;
}
