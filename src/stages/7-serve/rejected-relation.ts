/** What collect and clean set aside, as one relation: `row`, `field`, `rule`, `value`. */
import type { Definition } from "../../core/definition/index.ts";
import { quoteIdentifier, quoteText, type SqlRow } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { RejectedRow } from "./parse-rows.ts";

export interface Rejections {
  /** By whose rules the rows were cleaned. */
  readonly applied: Definition;
  /** Parquet files of rejected rows, as collect and clean write them. */
  readonly collectRejected: string;
  readonly cleanRejected: string;
}

/** A SQL relation over both files; values of personal data are hidden. */
export function rejectedRelation({ applied, collectRejected, cleanRejected }: Rejections): string {
  const { columns } = applied.events;
  const personal = Object.keys(columns).filter((name) => columns[name]?.pii === true);
  const shown = (field: string, value: string) =>
    personal.length === 0
      ? value
      : `CASE WHEN ${field} IN (${personal.map(quoteText).join(", ")}) THEN '(hidden)' ELSE ${value} END`;
  const fields = byRule(applied, quoteText);
  const values = byRule(applied, (column) => `CAST(${quoteIdentifier(column)} AS VARCHAR)`);
  return `(SELECT _aw_row AS "row", "column" AS field, reason AS "rule", ${shown('"column"', '"value"')} AS "value"
      FROM ${parquetTable(collectRejected)}
    UNION ALL SELECT _aw_row, field, _aw_rule, ${shown("field", '"value"')} FROM (
      SELECT _aw_row, _aw_rule, ${fields} AS field, ${values} AS "value" FROM ${parquetTable(cleanRejected)}))`;
}

/** A line of the relation as plain data. */
export function rejectedRowOf({ row, field, rule, value }: SqlRow): RejectedRow {
  const text = (part: unknown) => (part === null || part === undefined ? null : String(part));
  return { row: Number(row), field: text(field), rule: String(rule), value: text(value) };
}

/** A SQL expression that depends on the rule that rejected, made from the column it checks; NULL for other rules. */
function byRule({ rules }: Definition, expression: (column: string) => string): string {
  const cases = rules.flatMap(({ name, check }) =>
    "column" in check ? [`WHEN ${quoteText(name)} THEN ${expression(check.column)}`] : [],
  );
  return cases.length === 0 ? "CAST(NULL AS VARCHAR)" : `CASE _aw_rule ${cases.join(" ")} END`;
}
