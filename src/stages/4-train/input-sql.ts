/** A model input as SQL reads it: numbers and booleans as DOUBLE or NULL, texts as VARCHAR with "" for missing. */
import type { Definition, ModelInput } from "../../core/definition/index.ts";
import { quoteIdentifier } from "../../io/engine.ts";

/** DOUBLE; a timestamp is its epoch microseconds, true is 1. */
export function numberSql(
  { name, origin }: Pick<ModelInput, "name" | "origin">,
  { events }: Definition,
): string {
  const column = quoteIdentifier(name);
  const isInstant = origin === "column" && events.columns[name]?.kind === "timestamp";
  return `CAST(${isInstant ? `epoch_us(${column})` : column} AS DOUBLE)`;
}

export function textSql({ name }: Pick<ModelInput, "name">): string {
  return `coalesce(CAST(${quoteIdentifier(name)} AS VARCHAR), '')`;
}
