/** The one SELECT that types every row: levels, so that what is costly is computed once. */
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { misfitReason } from "./cast.ts";
import type { ColumnPlan, PlannedColumn } from "./plan-columns.ts";
import type { OpenSource, SourceColumn } from "./source.ts";

export interface TypedRows {
  /** FROM item with `position`, `fits`, `misfits`, `source` and the columns under their own names. */
  readonly from: string;
  /** The declared columns, then the others, as a select list. */
  readonly columns: string;
  /** Whether any row can fail to fit. */
  readonly sure: boolean;
  /** SQL of the misfits of a row, a list of {column, value, reason}. */
  readonly misfits: string;
  /** SQL of the whole row as JSON, every value as text. */
  readonly source: string;
}

type RowSource = Pick<OpenSource, "from" | "position" | "broken">;

interface RowPlan extends Pick<ColumnPlan, "declared"> {
  readonly undeclared: readonly Pick<SourceColumn, "name" | "kept">[];
}

/** The rows of `source` with each declared column cast as planned. */
export function typedRows({ declared, undeclared }: RowPlan, source: RowSource): TypedRows {
  const seen = declared.map(({ seen: sql }, index) => `${sql} AS s${index}`);
  const kept = undeclared.map(({ kept: sql }, index) => `${sql} AS u${index}`);
  const position = source.position === null ? [] : [`${source.position} AS p`];
  const broken = source.broken === null ? [] : [`${source.broken} AS b`];
  const tried = declared.flatMap(({ cast }, index) =>
    cast.attempt === undefined ? [] : [`${cast.attempt(`s${index}`)} AS t${index}`],
  );
  const values = declared.map(({ cast }, index) => `${cast.value(`s${index}`, `t${index}`)} AS v${index}`);
  const checks = [
    ...(source.broken === null ? [] : ["NOT b"]),
    ...declared.flatMap(({ cast }, index) => (cast.sure === true ? [] : [fitsSql(cast, index)])),
  ];
  const fits = checks.length === 0 ? "TRUE" : checks.join(" AND ");
  const level0 = `SELECT ${[...seen, ...kept, ...position, ...broken].join(", ")} FROM ${source.from}`;
  const level1 = `SELECT ${["*", ...tried].join(", ")} FROM (${level0})`;
  const level2 = `SELECT ${["*", ...values].join(", ")} FROM (${level1})`;
  return {
    from: `(SELECT *, ${fits} AS fits FROM (${level2}))`,
    columns: [
      ...declared.map(({ name }, index) => `v${index} AS ${quoteIdentifier(name)}`),
      ...undeclared.map(({ name }, index) => `u${index} AS ${quoteIdentifier(name)}`),
    ].join(", "),
    sure: checks.length === 0,
    misfits: misfitsSql(declared, source),
    source: sourceSql({ declared, undeclared }),
  };
}

function fitsSql({ absent }: PlannedColumn["cast"], index: number): string {
  const missing = absent === undefined ? `s${index} IS NULL` : `s${index} IS NULL OR ${absent(`s${index}`)}`;
  return `(v${index} IS NOT NULL OR ${missing})`;
}

const struct = (column: string, value: string, reason: string) =>
  `{'column': ${column}, 'value': ${value}, 'reason': ${quoteText(reason)}}`;

function misfitsSql(declared: readonly PlannedColumn[], { broken }: RowSource): string {
  const items = declared.flatMap(({ name, column, cast }, index) =>
    cast.sure === true
      ? []
      : [
          `CASE WHEN NOT ${fitsSql(cast, index)} THEN ${struct(quoteText(name), `CAST(s${index} AS VARCHAR)`, misfitReason(column))} END`,
        ],
  );
  const none = struct("CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)", "not a JSON object with a value");
  const whole = broken === null ? [] : [`CASE WHEN b THEN ${none} END`];
  return `list_filter([${[...whole, ...items].join(", ")}], lambda m: m IS NOT NULL)`;
}

function sourceSql({ declared, undeclared }: RowPlan): string {
  const entries = [
    ...declared.map(({ name }, index) => `${quoteText(name)}: CAST(s${index} AS VARCHAR)`),
    ...undeclared.map(({ name }, index) => `${quoteText(name)}: CAST(u${index} AS VARCHAR)`),
  ];
  return `CAST(to_json({${entries.join(", ")}}) AS VARCHAR)`;
}
