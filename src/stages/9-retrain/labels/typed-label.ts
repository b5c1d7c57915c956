import type { Definition } from "../../../core/definition/index.ts";

const types: Readonly<Record<string, string>> = { boolean: "BOOLEAN", integer: "BIGINT", number: "DOUBLE" };

/** A label as text, in the type that its column has in the raw table; null where it does not fit. */
export function typedLabel({ events }: Definition, text: string): string {
  const kind = events.columns[events.label.column]?.kind ?? "text";
  return `TRY_CAST(${text} AS ${types[kind] ?? "VARCHAR"})`;
}
