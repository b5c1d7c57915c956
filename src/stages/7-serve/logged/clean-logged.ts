/** Raw rows of the log through the collect and clean stages of training, as a version's serving definition has them. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Definition, Rule } from "../../../core/definition/index.ts";
import { AirworthyError } from "../../../core/error.ts";
import type { ExpressionNode } from "../../../core/expression/index.ts";
import { quoteIdentifier, quoteText } from "../../../io/engine.ts";
import { jsonPointers } from "../../../io/json-pointer.ts";
import { parquetTable } from "../../../io/parquet-table.ts";
import { collect } from "../../1-collect/index.ts";
import { clean } from "../../2-clean/index.ts";
import type { StageContext } from "../../context.ts";
import { columnTypes } from "../engineer.ts";

/** The place in the log, and when the row was had: they go through the stages beside the row's own columns. */
export const seqColumn = "airworthy_log_seq";
export const arrivalColumn = "airworthy_log_arrival";

export interface CleanLoggedInput {
  /** Its rules have nothing left to learn. */
  readonly definition: Definition;
  /** FROM item: seq, received_at (epoch ms), raw (a JSON object). */
  readonly from: string;
  readonly directory: string;
}

export interface CleanedLog {
  /** FROM item: the declared columns, typed, with {@link seqColumn} and {@link arrivalColumn}, of the rows that were kept. */
  readonly rows: string;
  /** FROM item: seq and the rule, or what was wanted of a value, of the others. */
  readonly refused: string;
}

/** Collects and cleans every row of `from`. */
export async function cleanLogged(input: CleanLoggedInput, context: StageContext): Promise<CleanedLog> {
  const { from, directory } = input;
  const quiet = { ...context, emit: () => {} };
  const [collected, cleaned] = [join(directory, "collected"), join(directory, "cleaned")];
  for (const path of [collected, cleaned]) await mkdir(path, { recursive: true });
  const lines = join(directory, "rows.jsonl");
  const definition = definitionOf(input.definition, lines);
  await writeLines(Object.keys(input.definition.events.columns), { from, lines }, context);
  try {
    const { rejectedRows } = await collect(
      { definition, projectDirectory: directory, directory: collected },
      quiet,
    );
    await clean(
      { definition, raw: join(collected, "raw.parquet"), alreadyRejected: rejectedRows, directory: cleaned },
      quiet,
    );
  } catch (cause) {
    if (!(cause instanceof AirworthyError) || cause.code !== "NO_ROWS") throw cause;
    return {
      rows: noRows(definition),
      refused: `(SELECT seq, 'every row was refused' AS rule FROM ${from})`,
    };
  }
  return {
    rows: parquetTable(join(cleaned, "clean.parquet")),
    refused: refusedOf({ from, collected, cleaned }),
  };
}

/** As the log's rows are read: with the two columns, by the clock of their arrival; ids are unique in the log. */
function definitionOf(definition: Definition, lines: string): Definition {
  const { events, rules } = definition;
  return {
    ...definition,
    rules: rules.filter(({ check }) => check.kind !== "duplicate").map(byArrival),
    events: {
      ...events,
      source: { kind: "jsonLines", paths: [lines], compression: "none" },
      columns: {
        ...events.columns,
        [seqColumn]: { kind: "integer" },
        [arrivalColumn]: { kind: "timestamp" },
      },
      maxRejectedShare: 1,
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

/** One object a line with every declared column, in the order of `seq`. */
async function writeLines(
  columns: readonly string[],
  { from, lines }: { readonly from: string; readonly lines: string },
  { engine }: StageContext,
): Promise<void> {
  const values = columns.map((name, index) => `v[${index + 1}] AS ${quoteIdentifier(name)}`);
  const arrival = "strftime(make_timestamp(received_at * 1000), '%Y-%m-%dT%H:%M:%S.%fZ')";
  await engine.run(
    `COPY (SELECT ${values.join(", ")}, seq AS ${seqColumn}, ${arrival} AS ${arrivalColumn}
       FROM (SELECT seq, received_at, json_extract(raw, ${jsonPointers(columns)}) AS v FROM ${from}) ORDER BY seq)
     TO ${quoteText(lines)} (FORMAT json)`,
  );
}

function noRows({ events }: Definition): string {
  const columns = Object.entries(events.columns).map(
    ([name, { kind }]) => `CAST(NULL AS ${columnTypes[kind].sql}) AS ${quoteIdentifier(name)}`,
  );
  return `(SELECT ${columns.join(", ")} WHERE FALSE)`;
}

interface Refusals {
  readonly from: string;
  readonly collected: string;
  readonly cleaned: string;
}

/** Of what collect set aside only the place among the lines is known. */
function refusedOf({ from, collected, cleaned }: Refusals): string {
  const misfits = `SELECT _aw_row, min(concat_ws(': ', "column", reason)) AS rule FROM ${parquetTable(join(collected, "rejected.parquet"))} GROUP BY _aw_row`;
  const places = `SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM ${from}`;
  return `(SELECT seq, rule FROM (${misfits}) m JOIN (${places}) p ON p.place = m._aw_row
    UNION ALL SELECT ${seqColumn} AS seq, _aw_rule AS rule FROM ${parquetTable(join(cleaned, "rejected.parquet"))})`;
}
