import { join } from "node:path";
import type { ColumnKind } from "../../core/column.ts";
import type { Definition } from "../../core/definition/index.ts";
import { type Engine, quoteIdentifier, quoteText } from "../../io/engine.ts";
import { parquetTable } from "../../io/parquet-table.ts";
import { columnNames } from "./build-features.ts";
import { compile } from "./compile.ts";
import { readFacts } from "./facts.ts";

export interface FeaturesForInput {
  readonly definition: Definition;
  /** A parquet file of past events, such as clean.parquet or features.parquet; null where there is no past. */
  readonly history: string | null;
  /** A parquet file of the rows that want features, typed as in clean.parquet; a declared column that it lacks is missing. */
  readonly rows: string;
  /** Where features.parquet is written. */
  readonly directory: string;
}

export interface FeaturesFor {
  /**
   * Path of features.parquet: `_aw_row` (the 1-based position in `rows`), the declared columns, further ones of `rows`, then the features;
   * ordered as in a run.
   */
  readonly path: string;
  readonly rows: number;
}

/**
 * Computes the features of new rows by the compiler of the run: the rows join the history as events of their own, so
 * an earlier new row is the past of a later one.
 */
export async function buildFeaturesFor(
  input: FeaturesForInput,
  { engine }: { readonly engine: Engine },
): Promise<FeaturesFor> {
  const { definition, history, rows, directory } = input;
  const { events } = definition;
  const newRows = parquetTable(rows, { rowNumbers: true });
  const given = (await columnNames({ engine }, parquetTable(rows))).filter((name) => name !== "_aw_row");
  const columns = [...new Set([...Object.keys(events.columns), ...given])];
  const past = history === null ? null : parquetTable(history);
  const pastColumns = past === null ? [] : await columnNames({ engine }, past);
  const select = (present: readonly string[]): string =>
    columns
      .map((name) => (present.includes(name) ? quoteIdentifier(name) : missingColumn(name, definition)))
      .join(", ");
  const entity = quoteIdentifier(events.entity);
  // New rows come after the past in the order of rows: a smaller `_aw_row` wins between two of the same known time.
  const position = "file_row_number + 1";
  const union = [
    `SELECT ${select(given)}, ${position} AS _aw_position, ${position} + ${await lastRow(engine, past)} AS _aw_row, TRUE AS _aw_new FROM ${newRows}`,
    ...(past === null
      ? []
      : [
          `SELECT ${select(pastColumns)}, NULL AS _aw_position, _aw_row, FALSE AS _aw_new FROM ${past}
           WHERE ${entity} IN (SELECT ${entity} FROM ${newRows})`,
        ]),
  ].join(" UNION ALL ");
  await engine.run(`CREATE OR REPLACE TEMP TABLE _aw_asked AS ${union}`);
  try {
    const facts = await readFacts(engine, "_aw_asked", events);
    const compiled = compile({
      definition,
      facts,
      from: "_aw_asked",
      columns: ["_aw_position", ...columns],
      only: "_aw_new",
    });
    const path = join(directory, "features.parquet");
    await engine.run(
      `COPY (SELECT _aw_position AS _aw_row, * EXCLUDE (_aw_position) FROM (${compiled.sql})) TO ${quoteText(path)} (FORMAT parquet)`,
    );
    const [counted = {}] = await engine.all("SELECT count(*) AS n FROM _aw_asked WHERE _aw_new");
    return { path, rows: Number(counted.n) };
  } finally {
    await engine.run("DROP TABLE IF EXISTS _aw_asked");
  }
}

const sqlTypes = {
  text: "VARCHAR",
  category: "VARCHAR",
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
} as const satisfies Record<ColumnKind, string>;

/** A declared column that a file lacks, such as the label of new rows, is missing in every row. */
function missingColumn(name: string, { events }: Definition): string {
  const type = sqlTypes[events.columns[name]?.kind ?? "text"];
  return `CAST(NULL AS ${type}) AS ${quoteIdentifier(name)}`;
}

async function lastRow(engine: Engine, past: string | null): Promise<number> {
  if (past === null) return 0;
  const [row = {}] = await engine.all(`SELECT coalesce(max(_aw_row), 0) AS last FROM ${past}`);
  return Number(row.last);
}
