/**
 * All rules as one SELECT over typed rows: `_aw_hit` is the number of the first rule that met the row, and a rule
 * that repairs values is a level of its own, so that those after it see them.
 */
import { randomUUID } from "node:crypto";
import type { Definition, Rule } from "../../core/definition/index.ts";
import { quoteIdentifier } from "../../io/engine.ts";
import type { StageContext } from "../context.ts";
import { type CheckContext, checkSql, doubleSql, type Learned, valueSql } from "./check-sql.ts";
import { dropCopies, learn } from "./learn.ts";
import { compilePattern } from "./pattern.ts";
import { clipBounds, imputedValue, meaningless } from "./repair.ts";

export interface CompiledRules extends AsyncDisposable {
  /** FROM item: the columns of the rows with their values as left, `_aw_hit` (1-based, null) and `_aw_repaired_<n>`. */
  readonly from: string;
  /** SQL that is true for the rows of `from` that no rule met, in the form that lets the engine read least. */
  readonly kept: string;
  /** SQL that is true for the others. */
  readonly met: string;
  /** What each rule learned, in the order of the rules. */
  readonly learned: readonly Learned[];
  /** The 1-based numbers of the rules that repair. */
  readonly repairs: readonly number[];
}

export interface RuledRows {
  /** FROM item of typed rows. */
  readonly rows: string;
  /** The columns in which no value is missing: no rule need read them to find one. */
  readonly complete?: ReadonlySet<string>;
}

/** Compiles the rules in order; those that learn look at the rows that the ones before them left. */
export async function compileRules(
  definition: Definition,
  { rows: ruled, complete = new Set() }: RuledRows,
  context: StageContext,
): Promise<CompiledRules> {
  const { rules, events } = definition;
  const tables = rules.map(() => `aw_copies_${randomUUID().replaceAll("-", "")}`);
  const learned: Learned[] = [];
  let level = `(SELECT *, CAST(NULL AS INTEGER) AS _aw_hit FROM ${ruled})`;
  let hits: string[] = [];
  const objections: ObjectionSql[] = [];
  const close = () => {
    if (hits.length > 0)
      level = `(SELECT * REPLACE (CASE WHEN _aw_hit IS NOT NULL THEN _aw_hit ${hits.join(" ")} END AS _aw_hit) FROM ${level})`;
    hits = [];
  };
  for (const [index, rule] of rules.entries()) {
    if (rule.check.kind === "pattern") compilePattern(rule.check.pattern);
    const learns = rule.check.kind === "outlier" || rule.check.kind === "duplicate";
    if (learns) close();
    const rows = `(SELECT * FROM ${level} WHERE _aw_hit IS NULL)`;
    const known = await learn({ check: rule.check, events, rows, table: tables[index] ?? "" }, context);
    learned.push(known);
    const found = checkSql(rule.check, {
      columns: events.columns,
      now: context.now(),
      learned: known,
      complete,
    } satisfies CheckContext);
    if (isRepair(rule)) {
      close();
      level = repairLevel({ definition, rule, learned: known, found, number: index + 1 }, level);
    } else if (found !== "FALSE") {
      hits.push(`WHEN ${found} THEN ${index + 1}`);
      objections.push({ found, sure: rule.check.kind === "missing" });
    }
  }
  close();
  const repairs = rules.flatMap((rule, index) => (isRepair(rule) ? [index + 1] : []));
  return {
    from: level,
    ...(repairs.length === 0
      ? plainFilters(objections)
      : { kept: "_aw_hit IS NULL", met: "_aw_hit IS NOT NULL" }),
    learned,
    repairs,
    async [Symbol.asyncDispose]() {
      for (const { kind, ...rest } of learned) {
        if (kind === "copies" && "table" in rest && rest.table !== null)
          await dropCopies(context.engine, rest.table);
      }
    },
  };
}

interface ObjectionSql {
  readonly found: string;
  /** Whether it is never NULL. */
  readonly sure: boolean;
}

/** Where no value changes, every condition holds for the columns as they are read, and the reader may skip by it. */
function plainFilters(objections: readonly ObjectionSql[]): Pick<CompiledRules, "kept" | "met"> {
  const kept = objections.map(({ found, sure }) =>
    sure ? `NOT (${found})` : `coalesce(NOT (${found}), TRUE)`,
  );
  return {
    kept: kept.join(" AND ") || "TRUE",
    met: objections.map(({ found }) => `(${found})`).join(" OR ") || "FALSE",
  };
}

/** Whether the rule changes values and keeps the row. */
export function isRepair({ policy }: Rule): boolean {
  return policy.kind === "clip" || policy.kind === "impute";
}

interface RepairInput {
  readonly definition: Definition;
  readonly rule: Rule;
  readonly learned: Learned;
  readonly found: string;
  readonly number: number;
}

function repairLevel({ definition, rule, learned, found, number }: RepairInput, level: string): string {
  const { check, name } = rule;
  const column = "column" in check ? definition.events.columns[check.column] : undefined;
  if (!("column" in check) || column === undefined) throw meaningless(name, "repairs no declared column");
  const quoted = quoteIdentifier(check.column);
  const met = `(_aw_hit IS NULL AND coalesce(${found}, FALSE))`;
  if (rule.policy.kind === "impute") {
    const value = valueSql(imputedValue(rule, definition), column);
    return `(SELECT * REPLACE (CASE WHEN ${met} THEN ${value} ELSE ${quoted} END AS ${quoted}), ${met} AS _aw_repaired_${number} FROM ${level})`;
  }
  const { low, high } = clipBounds(rule, learned.kind === "bounds" ? learned.bounds : null, column);
  const below =
    low === null
      ? ""
      : `WHEN ${met} AND CAST(${quoted} AS DOUBLE) < ${doubleSql(low)} THEN ${valueSql(low, column)}`;
  const above =
    high === null
      ? ""
      : `WHEN ${met} AND CAST(${quoted} AS DOUBLE) > ${doubleSql(high)} THEN ${valueSql(high, column)}`;
  const repaired = low === null && high === null ? quoted : `CASE ${below} ${above} ELSE ${quoted} END`;
  return `(SELECT * REPLACE (${repaired} AS ${quoted}), ${met} AS _aw_repaired_${number} FROM ${level})`;
}
