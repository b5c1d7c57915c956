import { copyFile, link } from "node:fs/promises";
import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import type { Flow } from "../../core/progress.ts";
import { completeColumns } from "../../io/complete-columns.ts";
import { quoteIdentifier, quoteText, type SqlRow } from "../../io/engine.ts";
import { diskFailure } from "../../io/files.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { runQuery } from "../run-query.ts";
import { type CompiledRules, compileRules } from "./compile-rules.ts";
import { checkFailures, checkRowsLeft, checkSetAside } from "./objections.ts";
import type { RuleOutcome } from "./rule-outcome.ts";

export interface CleanInput {
  readonly definition: Definition;
  /** Path of raw.parquet. */
  readonly raw: string;
  /** Rows that collect set aside: they count in the share of set-aside rows. */
  readonly alreadyRejected: number;
  /**
   * Where clean.parquet and rejected.parquet are written. clean.parquet has raw.parquet's columns, in its order.
   * rejected.parquet: raw.parquet's columns with their values as collected, and `_aw_rule` VARCHAR,
   * `_aw_policy` VARCHAR.
   */
  readonly directory: string;
}

export interface Cleaned {
  readonly flow: Flow;
  readonly note: string;
  /** One a rule of the definition, in its order. */
  readonly outcomes: readonly RuleOutcome[];
  readonly rejectedRows: number;
}

/**
 * Applies the rules in order; before = after + rejected, always. RULE_FAILED, TOO_MANY_REJECTED, NO_ROWS,
 * CONFIG_INVALID (a rule without meaning), DISK_UNUSABLE, CANCELLED.
 */
export async function clean(input: CleanInput, context: StageContext): Promise<Cleaned> {
  const { definition, raw, alreadyRejected } = input;
  const described = await context.engine.all(`DESCRIBE SELECT * FROM ${parquetTable(raw)}`);
  const columns = described.map(({ column_name }) => String(column_name));
  await using rules = await compileRules(
    definition,
    { rows: parquetTable(raw), complete: await completeColumns(context.engine, raw) },
    context,
  );
  const { outcomes, rowsIn, rejectedRows } = await countOutcomes(definition, rules, context);
  const outputs = { columns, rules, changed: outcomes.some(({ rows }) => rows > 0), rejectedRows };
  try {
    await checkFailures({ definition, outcomes, rules }, context);
    await checkSetAside({ definition, outcomes, rules, rowsIn, alreadyRejected }, context);
    checkRowsLeft({ outcomes, rowsIn, rejectedRows });
  } catch (cause) {
    if (rejectedRows > 0) await writeRejected(input, outputs, context); // for who looks what stopped the run
    throw cause;
  }
  await writeRejected(input, outputs, context);
  await writeClean(input, outputs, context);
  const visible = columns.filter((name) => !name.startsWith("_aw_")).length;
  return {
    flow: { rowsIn, columnsIn: visible, rowsOut: rowsIn - rejectedRows, columnsOut: visible },
    note: noteOf(outcomes),
    outcomes,
    rejectedRows,
  };
}

interface Counted {
  readonly outcomes: readonly RuleOutcome[];
  readonly rowsIn: number;
  readonly rejectedRows: number;
}

/** One look at the columns that the rules read, before anything is written. */
async function countOutcomes(
  { rules }: Definition,
  compiled: CompiledRules,
  context: StageContext,
): Promise<Counted> {
  const repaired = compiled.repairs.map(
    (number) => `, count(*) FILTER (_aw_repaired_${number}) AS r${number}`,
  );
  const groups = await runQuery(
    `SELECT _aw_hit AS hit, count(*) AS n${repaired.join("")} FROM ${compiled.from} GROUP BY hit`,
    context,
    { stage: "clean" },
  );
  const total = (pick: (row: SqlRow) => unknown) =>
    groups.reduce((sum, row) => sum + Number(pick(row) ?? 0), 0);
  const outcomes = rules.map(({ name, policy }, index): RuleOutcome => {
    const number = index + 1;
    const learned = compiled.learned[index];
    return {
      rule: name,
      policy: policy.kind,
      rows: compiled.repairs.includes(number)
        ? total((row) => row[`r${number}`])
        : total((row) => (row.hit === number ? row.n : 0)),
      bounds: learned?.kind === "bounds" ? learned.bounds : null,
    };
  });
  return {
    outcomes,
    rowsIn: total(({ n }) => n),
    rejectedRows: total(({ hit, n }) => (hit === null ? 0 : n)),
  };
}

interface Outputs {
  readonly columns: readonly string[];
  readonly rules: CompiledRules;
  readonly changed: boolean;
  readonly rejectedRows: number;
}

const parquet = "(FORMAT parquet, COMPRESSION snappy)";

const listed = (columns: readonly string[], table: string) =>
  columns.map((name) => `${table}.${quoteIdentifier(name)}`).join(", ");

async function writeRejected(
  { definition, raw, directory }: CleanInput,
  { columns, rules, rejectedRows }: Outputs,
  context: StageContext,
): Promise<void> {
  const list = (table: string) => listed(columns, table);
  const names = definition.rules.map(
    ({ name, policy }, index) => `(${index + 1}, ${quoteText(name)}, ${quoteText(policy.kind)})`,
  );
  const hits = rejectedRows === 0 ? "FALSE" : rules.met;
  // values as collected: where no rule repairs, those left are the same
  const met =
    rules.repairs.length === 0
      ? `SELECT ${list("r")}, r._aw_hit FROM ${rules.from} r WHERE ${hits}`
      : `SELECT ${list("r")}, h._aw_hit FROM ${parquetTable(raw)} r JOIN (SELECT _aw_row, _aw_hit FROM ${rules.from} WHERE ${hits}) h USING (_aw_row)`;
  const rejected = `SELECT ${list("m")}, n.rule AS _aw_rule, n.policy AS _aw_policy FROM (${met}) m JOIN (VALUES ${[...names, "(0, '', '')"].join(", ")}) n(number, rule, policy) ON n.number = m._aw_hit ORDER BY m._aw_row`;
  await runQuery(
    `COPY (${rejected}) TO ${quoteText(join(directory, "rejected.parquet"))} ${parquet}`,
    context,
    { stage: "clean" },
  );
}

async function writeClean(
  { raw, directory }: CleanInput,
  { columns, rules, changed }: Outputs,
  context: StageContext,
): Promise<void> {
  const target = join(directory, "clean.parquet");
  if (changed)
    await runQuery(
      `COPY (SELECT ${listed(columns, "c")} FROM ${rules.from} c WHERE ${rules.kept}) TO ${quoteText(target)} ${parquet}`,
      context,
      { stage: "clean" },
    );
  else await sameFile(raw, target);
}

/** Where no rule met a row the clean table is the raw one: one file under two names, or a copy where disks differ. */
async function sameFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to).catch(() => copyFile(from, to));
  } catch (cause) {
    throw diskFailure(cause, to);
  }
}

const verbs: Readonly<Record<string, string>> = {
  drop: "dropped",
  setAside: "set aside",
  fail: "failed",
  clip: "clipped",
  impute: "imputed",
};

function noteOf(outcomes: readonly RuleOutcome[]): string {
  const met = outcomes.filter(({ rows }) => rows > 0);
  const clauses = met.map(
    ({ rule, policy, rows }) => `${rows.toLocaleString("en-US")} ${verbs[policy] ?? policy}: ${rule}`,
  );
  return clauses.length === 0 ? "every row kept" : clauses.join("; ");
}
