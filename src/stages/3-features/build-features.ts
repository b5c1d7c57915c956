import { join } from "node:path";
import type { Definition } from "../../core/definition/index.ts";
import { describeExpression } from "../../core/expression/index.ts";
import type { Flow } from "../../core/progress.ts";
import { quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import type { StageContext } from "../context.ts";
import { runQuery, throwIfCancelled } from "../run-query.ts";
import { type CompiledFeatures, compile } from "./compile.ts";
import { readFacts } from "./facts.ts";
import { type ServedValues, withServedValues } from "./served-values.ts";

export interface FeaturesInput {
  readonly definition: Definition;
  /** Path of clean.parquet. */
  readonly clean: string;
  /**
   * Where features.parquet is written: clean.parquet's columns, then one column per feature (number DOUBLE,
   * boolean BOOLEAN, text VARCHAR; never NaN or infinite), ordered by (event time, event id, `_aw_row`).
   */
  readonly directory: string;
  /** What a server gave its model, in place of what would be computed now; none unless told. */
  readonly served?: ServedValues | undefined;
}

export interface FeatureSummary {
  readonly name: string;
  readonly missingShare: number;
  /** What it computes, as a person writes it. */
  readonly words: string;
  /** The SQL of the feature's own column, for people. */
  readonly sql: string;
}

export interface FeatureTable {
  readonly flow: Flow;
  readonly note: string;
  readonly features: readonly FeatureSummary[];
}

/** Whether the clean stage leaves one row an event id: no later rule changes an id. */
export function hasUniqueIds({ events, rules }: Pick<Definition, "events" | "rules">): boolean {
  const last = rules.findLastIndex(({ check }) => check.kind === "duplicate");
  return (
    last >= 0 &&
    rules
      .slice(last)
      .every(
        ({ check, policy }) => policy.kind !== "impute" || !("column" in check) || check.column !== events.id,
      )
  );
}

/** What a parquet file's columns are called, in their order. */
export async function columnNames({ engine }: Pick<StageContext, "engine">, from: string): Promise<string[]> {
  const rows = await engine.all(`DESCRIBE SELECT * FROM ${from}`);
  return rows.map(({ column_name }) => String(column_name));
}

const stage = "features";

async function missingShares(
  { engine }: StageContext,
  path: string,
  names: readonly string[],
): Promise<{ rows: number; missing: readonly number[] }> {
  const counts = names.map((name, index) => `count(*) - count(${quoteIdentifier(name)}) AS missing_${index}`);
  const [row = {}] = await engine.all(
    `SELECT ${["count(*) AS n", ...counts].join(", ")} FROM ${parquetTable(path)}`,
  );
  return { rows: Number(row.n), missing: names.map((_, index) => Number(row[`missing_${index}`])) };
}

function noteOf(names: readonly string[]): string {
  if (names.length === 0) return "no features declared";
  return `${names.length} ${names.length === 1 ? "feature" : "features"} added: ${names.join(", ")}`;
}

/** Computes every feature for every event, point-in-time correct (DESIGN §4). */
export async function buildFeatures(input: FeaturesInput, context: StageContext): Promise<FeatureTable> {
  const { definition, clean, directory, served } = input;
  const { engine, emit, signal } = context;
  const from = parquetTable(clean);
  const columns = await columnNames(context, from);
  const facts = await readFacts(engine, from, definition.events, { unique: hasUniqueIds(definition) });
  throwIfCancelled(signal, stage);
  emit({ kind: "stageProgress", stage, done: 0, total: facts.rows, unit: "rows" });
  const compiled: CompiledFeatures = compile({ definition, facts, from, columns });
  const target = join(directory, "features.parquet");
  const sql = served === undefined ? compiled.sql : withServedValues(compiled.sql, definition, served);
  await runQuery(`COPY (${sql}) TO ${quoteText(target)} (FORMAT parquet)`, context, { stage });
  const { rows, missing } = await missingShares(
    context,
    target,
    compiled.features.map(({ name }) => name),
  );
  emit({ kind: "stageProgress", stage, done: rows, total: rows, unit: "rows" });
  const columnsIn = columns.filter((name) => !name.startsWith("_aw_")).length;
  return {
    flow: { rowsIn: facts.rows, columnsIn, rowsOut: rows, columnsOut: columnsIn + compiled.features.length },
    note: noteOf(compiled.features.map(({ name }) => name)),
    features: definition.features.map(({ name, expression }, index) => ({
      name,
      missingShare: rows === 0 ? 0 : (missing[index] ?? 0) / rows,
      words: describeExpression(expression),
      sql: compiled.features[index]?.sql ?? "",
    })),
  };
}
