/** JSON objects in a table of the engine as typed rows: what `collect` makes of a file of them. */
import type { Column } from "../../core/column.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { jsonCasts, jsonReadType } from "./json-cast.ts";
import { typedRows } from "./typed-rows.ts";

export type DeclaredColumns = Readonly<Record<string, Column>>;

/** How the values of an object are to be read, by their names: as engine types. */
export function jsonShape(columns: DeclaredColumns): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, jsonReadType[kind]]));
}

export interface TypedJsonInput {
  readonly columns: DeclaredColumns;
  /** FROM item with `raw`, a STRUCT of {@link jsonShape}. */
  readonly from: string;
  /** Further columns of it that are kept as they are: SQL by name. */
  readonly carried: Readonly<Record<string, string>>;
}

/** FROM item: the columns, typed, those that are carried, and `_aw_misfit`, what was wanted of a value; null where all fit. */
export function typedJson({ columns, from, carried }: TypedJsonInput): string {
  const declared = Object.entries(columns).map(([name, column]) => ({
    name,
    column,
    seen: `struct_extract(raw, ${quoteText(name)})`,
    cast: jsonCasts[column.kind](column),
  }));
  const undeclared = Object.entries(carried).map(([name, kept]) => ({ name, kept }));
  const rows = typedRows({ declared, undeclared }, { from, position: null, broken: null });
  const misfit = rows.sure
    ? "CAST(NULL AS VARCHAR)"
    : `CASE WHEN NOT fits THEN list_min(list_transform(${rows.misfits}, lambda m: concat_ws(': ', m."column", m.reason))) END`;
  return `(SELECT ${rows.columns}, ${misfit} AS _aw_misfit FROM ${rows.from})`;
}

/** A STRUCT of `shape` as the engine spells the type. */
export function structType(shape: Readonly<Record<string, string>>): string {
  return `STRUCT(${Object.entries(shape)
    .map(([name, type]) => `${quoteIdentifier(name)} ${type}`)
    .join(", ")})`;
}
