/** Raw rows of the log through the casts and rules of training, as a version's serving definition has them: one SELECT. */
import { join } from "node:path";
import type { Definition, Rule } from "../../../core/definition/index.ts";
import type { ExpressionNode } from "../../../core/expression/index.ts";
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import { jsonShape, typedJson } from "../../1-collect/index.ts";
import { compileRules } from "../../2-clean/index.ts";
import type { StageContext } from "../../context.ts";

/** The place in the log, and when the row was had: they go through the rules beside the row's own columns. */
export const seqColumn = "airworthy_log_seq";
export const arrivalColumn = "airworthy_log_arrival";
/** The rule that refuses the row, or what was wanted of a value of it; null where it is kept. */
export const refusedColumn = "_aw_refused";

export interface LoggedRows {
  /** Its rules have nothing left to learn. */
  readonly definition: Definition;
  /** FROM item: seq, received_at (epoch ms), raw (a STRUCT as `jsonShape` says). */
  readonly from: string;
  /** Further columns of it that are kept as they are: SQL by name. */
  readonly carried?: Readonly<Record<string, string>>;
}

/** FROM item: the declared columns, typed, with those that are carried, {@link seqColumn}, {@link arrivalColumn} and {@link refusedColumn}. */
export async function cleanedRows(
  { definition, from, carried = {} }: LoggedRows,
  context: StageContext,
): Promise<string> {
  const { columns } = definition.events;
  const arrival = "make_timestamp(received_at * 1000)";
  const own = { ...carried, [seqColumn]: "seq", [arrivalColumn]: arrival };
  const rows = typedJson({ columns, from, carried: own });
  const ruled = definitionOf(definition);
  await using rules = await compileRules(ruled, { rows }, context);
  const names = `[${ruled.rules.map(({ name }) => quoteText(name)).join(", ")}]::VARCHAR[]`;
  const kept = [...Object.keys(columns), ...Object.keys(own)].map(quoteIdentifier);
  const refused = `CASE WHEN _aw_misfit IS NOT NULL THEN _aw_misfit WHEN _aw_hit IS NOT NULL THEN (${names})[_aw_hit] END`;
  return `(SELECT ${kept.join(", ")}, ${refused} AS ${refusedColumn} FROM ${rules.from})`;
}

export interface CleanLoggedInput extends Pick<LoggedRows, "definition"> {
  /** FROM item: seq, received_at (epoch ms), raw (JSON objects). */
  readonly from: string;
  /** Of the file that is made. */
  readonly directory: string;
  readonly name: string;
}

export interface CleanedLog {
  /** FROM item: the declared columns, typed, with {@link seqColumn} and {@link arrivalColumn}, of the rows that were kept. */
  readonly rows: string;
  /** FROM item: seq and the rule, or what was wanted of a value, of the others. */
  readonly refused: string;
}

/** {@link cleanedRows} of JSON, as a file. */
export async function cleanLogged(
  { definition, from, directory, name }: CleanLoggedInput,
  context: StageContext,
): Promise<CleanedLog> {
  const shape = JSON.stringify(jsonShape(definition.events.columns));
  const shaped = `(SELECT seq, received_at, json_transform(raw, ${quoteText(shape)}) AS raw FROM ${from})`;
  const target = join(directory, `${name}.parquet`);
  const rows = await cleanedRows({ definition, from: shaped }, context);
  await context.engine.run(`COPY (SELECT * FROM ${rows}) TO ${quoteText(target)} (FORMAT parquet)`);
  const file = parquetTable(target);
  return {
    rows: `(SELECT * EXCLUDE (${refusedColumn}) FROM ${file} WHERE ${refusedColumn} IS NULL)`,
    refused: `(SELECT ${seqColumn} AS seq, ${refusedColumn} AS rule FROM ${file} WHERE ${refusedColumn} IS NOT NULL)`,
  };
}

/** With the two columns, by the clock of their arrival; ids are unique in the log. */
function definitionOf(definition: Definition): Definition {
  const { events, rules } = definition;
  return {
    ...definition,
    rules: rules.filter(({ check }) => check.kind !== "duplicate").map(byArrival),
    events: {
      ...events,
      columns: {
        ...events.columns,
        [seqColumn]: { kind: "integer" },
        [arrivalColumn]: { kind: "timestamp" },
      },
    },
  };
}

/** What lay in the future when it arrived need not do so today. */
function byArrival(rule: Rule): Rule {
  const { check } = rule;
  if (check.kind !== "future") return rule;
  const instant = (column: string): ExpressionNode => ({ kind: "column", column, type: "timestamp" });
  const ahead: ExpressionNode = {
    kind: "call",
    operator: "secondsSince",
    operands: [instant(check.column), instant(arrivalColumn)],
    type: "number",
  };
  const tolerance: ExpressionNode = { kind: "literal", value: check.toleranceMicros / 1e6, type: "number" };
  const condition: ExpressionNode = {
    kind: "call",
    operator: "gt",
    operands: [ahead, tolerance],
    type: "boolean",
  };
  return { ...rule, check: { kind: "condition", condition } };
}
