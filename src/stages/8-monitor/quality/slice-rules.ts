/** The slices that a version was validated on, as live rows fall into them: by the same names, so that the two compare. */
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { binNames } from "../../5-validate/index.ts";
import type { Manifest } from "../../6-package/index.ts";
import { outcomeColumns } from "../../7-serve/index.ts";

export interface SliceRule {
  /** The declared column or feature. */
  readonly column: string;
  /** The name of a row's slice; never null. */
  readonly sql: string;
}

/** One rule for each declared slice but those of outcomes, which nobody knows when asking; over columns `"columns.<name>"` and features `"inputs.<name>"` of a relation. */
export function sliceRules({ definition, slices }: Pick<Manifest, "definition" | "slices">): SliceRule[] {
  const names = slices.filter(({ declared }) => declared).map(({ name }) => name);
  const outcomes = outcomeColumns(definition);
  const known = definition.validation.slices.filter((column) => !outcomes.has(column));
  return known.map((column) => {
    const isFeature = definition.features.some(({ name }) => name === column);
    const place = quoteIdentifier(`${isFeature ? "inputs" : "columns"}.${column}`);
    const edges = edgesOf(column, names);
    const isHidden = definition.events.columns[column]?.pii === true;
    const sql =
      edges.length > 0 ? binSql(column, place, edges) : valueSql(column, place, { names, isHidden });
    return { column, sql };
  });
}

/** The edges that the names of a number column's slices tell; none where its values are its slices. */
function edgesOf(column: string, names: readonly string[]): number[] {
  const found = names.flatMap((name) => {
    if (name.startsWith(`${column} < `)) return [name.slice(`${column} < `.length)];
    if (name.startsWith(`${column} ≥ `)) return [name.slice(`${column} ≥ `.length)];
    const [low = "", high] = name.split(` ≤ ${column} < `);
    return high === undefined ? [] : [low, high];
  });
  const edges = [...new Set(found.map(Number))].filter((edge) => Number.isFinite(edge));
  return edges.sort((one, other) => one - other);
}

function binSql(column: string, place: string, edges: readonly number[]): string {
  const names = binNames(column, edges).map(quoteText);
  const cases = edges.map(
    (edge, bin) => `WHEN ${place} < CAST(${quoteText(String(edge))} AS DOUBLE) THEN ${names[bin]}`,
  );
  return `CASE WHEN ${place} IS NULL THEN ${names.at(-1)} ${cases.join(" ")} ELSE ${names.at(-2)} END`;
}

interface ValueOptions {
  readonly names: readonly string[];
  readonly isHidden: boolean;
}

/** Values that had no slice of their own share one. */
function valueSql(column: string, place: string, { names, isHidden }: ValueOptions): string {
  const text = `CAST(${place} AS VARCHAR)`;
  // Few texts end so, and to look costs a tenth of the pattern.
  const plain = `CASE WHEN ends_with(${text}, '.0') THEN regexp_replace(${text}, '^(-?[0-9]+)\\.0$', '\\1') ELSE ${text} END`;
  const shown = isHidden ? `'#' || substr(sha256(${text}), 1, 8)` : plain;
  const prefix = `${column} = `;
  const own = names.filter((name) => name.startsWith(prefix));
  const known = `[${own.map((name) => quoteText(name.slice(prefix.length))).join(", ")}]::VARCHAR[]`;
  return `CASE WHEN ${place} IS NULL THEN ${quoteText(`${prefix}(missing)`)}
    WHEN list_contains(${known}, ${shown}) THEN ${quoteText(prefix)} || ${shown} ELSE ${quoteText(otherName(column, own))} END`;
}

/** As validation lumped them, where it did. */
function otherName(column: string, own: readonly string[]): string {
  const lumped = /^\((\d[\d,]* other values?)\)$/;
  return own.find((name) => lumped.test(name.slice(column.length + 3))) ?? `${column} = (other values)`;
}
